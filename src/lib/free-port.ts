import { once } from 'node:events';
import { createServer } from 'node:net';
import { PortTaken, systemCodeOf } from './errors.ts';

/**
 * Below the ports that Linux gives to outgoing connections (32768 and more): there, any connection of anybody could take the port while the
 * program that shall have it is being started again.
 */
const RANGE = { from: 15_000, to: 32_000 } as const;

/** A port of loopback that nobody holds now: the wanted one, or another one where somebody has it. */
export async function freePort(wanted = 0): Promise<number> {
  let port = wanted;
  while (port === 0 || (await isPortTaken(port, '127.0.0.1'))) port = RANGE.from + Math.floor(Math.random() * (RANGE.to - RANGE.from));
  return port;
}

/** Whether another program listens there, or a connection holds it. @throws PortTaken when it cannot be opened for another reason */
export async function isPortTaken(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
    return false;
  } catch (error) {
    if (systemCodeOf(error) === 'EADDRINUSE') return true;
    if (host === '::' && systemCodeOf(error) === 'EAFNOSUPPORT') return await isPortTaken(port, '0.0.0.0'); // a machine without IPv6
    throw new PortTaken(`Port ${port} on ${host} cannot be opened`, { cause: error });
  } finally {
    if (server.listening) await new Promise((closed) => server.close(closed));
  }
}
