import { randomUUID } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import type { Clock } from '../../src/lib/clock.ts';
import type { FoundDevice } from './found-device.ts';
import { readProbeMatch } from './probe-match.ts';

/** WS-Discovery's own group and port. */
const GROUP = '239.255.255.250';
const PORT = 3702;
/** Datagrams get lost, on wireless networks above all. */
const ASKED = 3;
/** Somebody who answers for the whole network is not asked further. */
const MOST_DEVICES = 512;
/** Cameras answer to the first; some recorders only to the second. */
const TYPES = [
  'xmlns:t="http://www.onvif.org/ver10/network/wsdl">t:NetworkVideoTransmitter',
  'xmlns:t="http://www.onvif.org/ver10/device/wsdl">t:Device',
];

export interface ProbeOptions {
  readonly waitMs: number;
  readonly clock: Clock;
  /** IPv4 addresses of this machine to ask from; without it all but loopback. */
  readonly from?: readonly string[];
  readonly port?: number;
}

/** Asks the networks this machine is in which ONVIF devices there are. @returns one entry for each address */
export async function probe({ waitMs, clock, from = ownAddresses(), port = PORT }: ProbeOptions): Promise<FoundDevice[]> {
  const found = new Map<string, FoundDevice>();
  const sockets = await Promise.all(from.map(open));
  for (const socket of sockets) {
    socket.on('message', (datagram, { address }) => {
      const device = found.size < MOST_DEVICES ? readProbeMatch(datagram.toString('utf8'), address) : undefined;
      if (device && !found.has(device.url.host)) found.set(device.url.host, device);
    });
  }
  try {
    for (let turn = 0; turn < ASKED; turn++) {
      for (const socket of sockets) for (const types of TYPES) socket.send(question(types), port, GROUP, () => undefined);
      await clock.sleep(waitMs / ASKED);
    }
  } finally {
    for (const socket of sockets) socket.close();
  }
  return [...found.values()];
}

/** The addresses of this machine in each of its networks. */
export function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
}

/** Multicast leaves by one interface only, the default route's: so each network has a socket of its own. */
async function open(address: string): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  socket.on('error', () => undefined); // a network that has gone meanwhile finds nothing
  socket.setMulticastInterface(address);
  socket.setMulticastTTL(1);
  return socket;
}

function question(types: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><e:Header><w:MessageID>uuid:${randomUUID()}</w:MessageID><w:To e:mustUnderstand="true">urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To><w:Action e:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header><e:Body><d:Probe><d:Types ${types}</d:Types></d:Probe></e:Body></e:Envelope>`;
}
