/** What a fault may cost: frames from so long before it until so long after its end. */
export interface Allowance {
  /** What was on its way into the file when it began. */
  readonly beforeMs: number;
  /** From the end of the fault until frames are in a file again. */
  readonly backWithinMs: number;
}

/** A fault that was made; times are epoch milliseconds. */
export interface FaultEntry {
  readonly name: string;
  /** Whose recording it hits. */
  readonly camera: number | 'all' | 'none';
  readonly begunAt: number;
  readonly endedAt: number;
  readonly allowed: Allowance;
  readonly detail?: string;
}

/** How often a client did something, and what it was answered: statuses, or why there was none. */
export interface Tally {
  times: number;
  readonly answers: Record<string, number>;
}

/** A span in which the server cannot answer, because we ended or stopped it. */
export interface Downtime {
  readonly from: number;
  to: number;
}

/** An invariant that was seen broken, and where. */
export interface Breach {
  readonly invariant: string;
  readonly at: string;
  readonly what: string;
}

/** What happened in a soak, in the order it happened. */
export class Diary {
  readonly faults: FaultEntry[] = [];
  readonly tallies = new Map<string, Tally>();
  readonly downtimes: Downtime[] = [];
  readonly breaches: Breach[] = [];
  readonly skipped: { readonly name: string; readonly why: string }[] = [];
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  fault(entry: FaultEntry): void {
    this.faults.push(entry);
    const where = typeof entry.camera === 'string' ? '' : ` of camera ${entry.camera}`;
    this.#say(
      `fault ${entry.name}${where}, ${((entry.endedAt - entry.begunAt) / 1000).toFixed(1)} s${entry.detail ? `: ${entry.detail}` : ''}`,
    );
  }

  did(client: string): void {
    this.#tally(client).times++;
  }

  answered(client: string, answer: string | number): void {
    const { answers } = this.#tally(client);
    answers[answer] = (answers[answer] ?? 0) + 1;
  }

  breach(invariant: string, what: string): void {
    this.breaches.push({ invariant, at: new Date().toISOString(), what });
    this.#say(`BROKEN ${invariant}: ${what}`);
  }

  /** What this machine cannot do. */
  skip(name: string, why: string): void {
    this.skipped.push({ name, why });
    this.#say(`skipped ${name}: ${why}`);
  }

  say(line: string): void {
    this.#say(line);
  }

  /** Whether the server could not answer at some moment of a span, for reasons of ours. */
  wasDown(from: number, to = from): boolean {
    return this.downtimes.some((down) => down.from <= to && from <= down.to);
  }

  #tally(client: string): Tally {
    const tally = this.tallies.get(client) ?? { times: 0, answers: {} };
    this.tallies.set(client, tally);
    return tally;
  }
}
