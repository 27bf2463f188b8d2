import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { IngestFailed } from '../lib/errors.ts';
import { failureOf } from './connection-failure.ts';
import type { IngestAddress } from './ingest-address.ts';

const VERSION = 3;
const HELLO_BYTES = 1536;

export interface RtmpSocketOptions {
  readonly address: IngestAddress;
  /** Certificates to trust instead of the system's, PEM; for an ingest of one's own. */
  readonly trust?: string;
  readonly signal: AbortSignal;
}

/** Connects (TLS with the certificate checked where the address asks for it) and shakes hands. @throws IngestFailed */
export async function openRtmpSocket({ address, trust, signal }: RtmpSocketOptions): Promise<net.Socket> {
  const { host, port, isTls } = address;
  const servername = net.isIP(host) ? undefined : host;
  const socket = isTls ? tls.connect({ host, port, servername, ca: trust }) : net.connect({ host, port });
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 10_000);
  const onAbort = (): void => void socket.destroy(signal.reason instanceof Error ? signal.reason : undefined);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await once(socket, isTls ? 'secureConnect' : 'connect', { signal });
    await shakeHands(socket, address);
    return socket;
  } catch (error) {
    socket.on('error', () => undefined); // its end is known already
    socket.destroy();
    throw signal.reason instanceof IngestFailed ? signal.reason : failureOf(error, host);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The simple handshake: both say 1536 bytes and repeat the other's. */
async function shakeHands(socket: net.Socket, { host }: IngestAddress): Promise<void> {
  const hello = Buffer.concat([Buffer.from([VERSION]), Buffer.alloc(8), randomBytes(HELLO_BYTES - 8)]);
  socket.write(hello);
  const answer = await read(socket, 1 + HELLO_BYTES);
  if (answer[0] !== VERSION) throw new IngestFailed('unknown', `${host} does not speak RTMP`);
  socket.write(answer.subarray(1));
  await read(socket, HELLO_BYTES);
}

/** Reads exactly so many bytes; what comes after them stays in the socket. */
async function read(socket: net.Socket, bytes: number): Promise<Buffer> {
  for (;;) {
    const chunk: unknown = socket.read(bytes);
    if (chunk instanceof Buffer && chunk.length === bytes) return chunk;
    if (socket.readableEnded || socket.destroyed || chunk instanceof Buffer)
      throw Object.assign(new Error('it ended'), { code: 'ECONNRESET' });
    await Promise.race([once(socket, 'readable'), once(socket, 'end'), once(socket, 'close')]);
  }
}
