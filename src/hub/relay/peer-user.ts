import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';

/** Whether a connection on loopback comes from another user of this machine, as far as the system tells (Linux does). */
export async function isAnotherUsers({ remotePort, localPort }: Pick<Socket, 'remotePort' | 'localPort'>): Promise<boolean> {
  const own = process.getuid?.();
  const table = await readFile('/proc/net/tcp', 'latin1').catch(() => undefined);
  const uid = table === undefined ? undefined : uidOf(table, remotePort ?? 0, localPort ?? 0);
  return own !== undefined && uid !== undefined && uid !== own;
}

/** The user who holds the connection from one port of 127.0.0.1 to another, by the table /proc/net/tcp. */
export function uidOf(table: string, from: number, to: number): number | undefined {
  const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
  const line = table.split('\n').find((each) => each.includes(` 0100007F:${hex(from)} 0100007F:${hex(to)} `));
  const uid = line?.trim().split(/\s+/)[7];
  return uid === undefined ? undefined : Number(uid);
}
