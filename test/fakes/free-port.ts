import { isPortTaken } from '../../src/lib/free-port.ts';

/** Below those that the product chooses by itself, and far below those of outgoing connections: nobody gets them by accident meanwhile. */
const RANGE = { from: 5_000, to: 15_000 } as const;

/** Those of the range that browsers and `fetch` refuse ("bad port"), https://fetch.spec.whatwg.org/#port-blocking */
const REFUSED = new Set([5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080]);

/** Ports that nobody holds now, on any address. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = RANGE.from + Math.floor(Math.random() * (RANGE.to - RANGE.from));
    if (!REFUSED.has(port) && !(await isPortTaken(port, '::')) && !(await isPortTaken(port, '127.0.0.1'))) ports.add(port);
  }
  return [...ports];
}
