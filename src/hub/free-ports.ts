import { once } from 'node:events';
import { createServer } from 'node:net';
import { PortTaken, systemCodeOf } from '../lib/errors.ts';

/** A port we are going to need, and the variable that sets it. */
export interface WantedPort {
  readonly variable: string;
  readonly port: number;
  readonly host: string;
}

/** Looks whether ports are free before go2rtc starts, because it goes on running without them. @throws PortTaken naming all */
export async function demandFreePorts(wanted: readonly WantedPort[]): Promise<void> {
  const taken: string[] = [];
  for (const { variable, port, host } of wanted) {
    if (await isTaken(port, host))
      taken.push(`${variable}=${port}: another program holds this port; end it or choose another number in .env`);
  }
  if (taken.length > 0) throw new PortTaken(taken.join('\n'));
}

async function isTaken(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
    return false;
  } catch (error) {
    if (systemCodeOf(error) === 'EADDRINUSE') return true;
    if (host === '::' && systemCodeOf(error) === 'EAFNOSUPPORT') return await isTaken(port, '0.0.0.0'); // a machine without IPv6
    throw new PortTaken(`Port ${port} on ${host} cannot be opened`, { cause: error });
  } finally {
    server.close();
  }
}
