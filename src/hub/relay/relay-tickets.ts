import { randomBytes } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';

/** A program of ours connects as soon as it has started, which takes seconds on a busy machine. */
const VALID_FOR_MS = 30_000;
const TICKET_BYTES = 18;

interface Ticket {
  readonly url: string;
  readonly until: number;
}

/** Passes to a stream that may be seen in a program's arguments: each opens once, and soon or never. */
export class RelayTickets {
  readonly #clock: Clock;
  readonly #tickets = new Map<string, Ticket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param url what it opens */
  issue(url: string): string {
    const now = this.#clock.monotonic();
    for (const [name, { until }] of this.#tickets) if (until < now) this.#tickets.delete(name);
    const name = `ticket-${randomBytes(TICKET_BYTES).toString('base64url')}`;
    this.#tickets.set(name, { url, until: now + VALID_FOR_MS });
    return name;
  }

  /** @returns what it opens; undefined when it was used, is too old, or never was */
  take(name: string): string | undefined {
    const ticket = this.#tickets.get(name);
    this.#tickets.delete(name);
    return ticket && ticket.until >= this.#clock.monotonic() ? ticket.url : undefined;
  }
}
