import { isPortTaken } from '../../src/lib/free-port.ts';

/** Below those that the product chooses by itself, and far below those of outgoing connections: nobody gets them by accident meanwhile. */
const RANGE = { from: 5_000, to: 15_000 } as const;

/** Ports that nobody holds now, on any address. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = RANGE.from + Math.floor(Math.random() * (RANGE.to - RANGE.from));
    if (!(await isPortTaken(port, '::')) && !(await isPortTaken(port, '127.0.0.1'))) ports.add(port);
  }
  return [...ports];
}
