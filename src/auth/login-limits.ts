import { createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import { MINUTE_MS } from '#shared/durations.ts';
import type { Tables } from '../database/database.ts';
import type { Clock } from '../lib/clock.ts';
import { Refused } from '../lib/errors.ts';
import { networkOf } from '../lib/network-of.ts';

interface Limit {
  readonly most: number;
  readonly windowMs: number;
}

const QUARTER_MS = 15 * MINUTE_MS;
/** By the beginning of their keys: attempts of a network and of a known device; failures for an account of both, and of all strangers. */
const LIMITS = {
  address: { most: 5, windowMs: MINUTE_MS },
  device: { most: 5, windowMs: MINUTE_MS },
  pair: { most: 20, windowMs: QUARTER_MS },
  'device-failures': { most: 20, windowMs: QUARTER_MS },
  account: { most: 1_000, windowMs: QUARTER_MS },
} as const satisfies Record<string, Limit>;
type Kind = keyof typeof LIMITS;
/** So many failures are no longer people who have forgotten: from then on each network has one for the account. */
const ATTACKED_FROM = 100;
const REMEMBERED = 10_000;
const PRUNE_EVERY = 100;

/** Who tries to sign in as whom. */
export interface Attempt {
  readonly address: string;
  readonly account: string;
  /** A browser that has signed in to this account before. */
  readonly device: string | null;
}

export interface LoginLimitsOptions {
  readonly kysely: Kysely<Tables>;
  /** Names of accounts are kept as keyed hashes: people type passwords into the field for the name. */
  readonly key: string;
  readonly clock: Clock;
}

/** An attempt that has been counted as a failure beforehand, so that parallel guesses cannot slip through. */
export interface CountedAttempt {
  /** It was no wrong password: it is no failure. An attempt it remains. */
  forgive(): Promise<void>;
}

/**
 * Five attempts a minute for a network, twenty failures in fifteen minutes for an account from there: who guesses keeps nobody out who
 * comes from elsewhere. A device that is known for the account has the same for itself, whatever strangers do. All strangers together have
 * a hundred failures, then one for each network, and at last a thousand. Exact moments are in memory; the database keeps their number
 * and the newest one's time (as `window_start`), from where all of them count after a restart.
 */
export class LoginLimits {
  readonly #options: LoginLimitsOptions;
  /** Monotonic moments of what counts, oldest first; the key used last stands last. */
  readonly #moments: Map<string, readonly number[]>;
  #writes = 0;

  private constructor(options: LoginLimitsOptions, moments: Map<string, readonly number[]>) {
    this.#options = options;
    this.#moments = moments;
  }

  static async open(options: LoginLimitsOptions): Promise<LoginLimits> {
    const { kysely, clock } = options;
    const rows = await kysely.selectFrom('login_attempts').selectAll().orderBy('window_start').execute();
    const moments = new Map<string, readonly number[]>();
    for (const { key, window_start, count } of rows.slice(-REMEMBERED)) {
      const ageMs = Math.max(0, clock.now() - window_start);
      const { most, windowMs } = LIMITS[kindOf(key)];
      if (ageMs >= windowMs) continue;
      moments.set(
        key,
        Array.from({ length: Math.min(count, most) }, () => clock.monotonic() - ageMs),
      );
    }
    return new LoginLimits(options, moments);
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#moments.size;
  }

  /** Counts before any hashing. @throws Refused `too-many-attempts`, with the seconds to wait */
  async count({ address, account, device }: Attempt): Promise<CountedAttempt> {
    const name = this.#hashOf(account);
    const network = networkOf(address);
    const pair = `pair:${this.#hashOf(`${network} ${account}`)}`;
    const attempts = device === null ? `address:${network}` : `device:${name} ${device}`;
    const failures = device === null ? [pair, `account:${name}`] : [`device-failures:${name} ${device}`];
    const isAttacked = this.#recent(`account:${name}`).length >= ATTACKED_FROM;
    this.#demand([attempts, ...failures], (key) => (key === pair && isAttacked ? 1 : LIMITS[kindOf(key)].most));
    const moment = this.#options.clock.monotonic();
    await Promise.all([attempts, ...failures].map((key) => this.#set(key, [...this.#recent(key), moment])));
    return { forgive: async () => void (await Promise.all(failures.map((key) => this.#remove(key, moment)))) };
  }

  #demand(keys: readonly string[], mostOf: (key: string) => number): void {
    const now = this.#options.clock.monotonic();
    const waits = keys.map((key) => {
      const recent = this.#recent(key);
      const last = recent[recent.length - mostOf(key)]; // when this one no longer counts, there is room
      return last === undefined ? 0 : Math.max(1, Math.ceil((last + LIMITS[kindOf(key)].windowMs - now) / 1000));
    });
    const retryAfterS = Math.max(...waits);
    if (retryAfterS === 0) return;
    throw new Refused('too-many-attempts', `Too many sign-in attempts: try again in ${retryAfterS} s`, { data: { retryAfterS } });
  }

  #recent(key: string): number[] {
    const now = this.#options.clock.monotonic();
    return (this.#moments.get(key) ?? []).filter((at) => now - at < LIMITS[kindOf(key)].windowMs);
  }

  #hashOf(text: string): string {
    return createHmac('sha256', this.#options.key).update(text).digest('base64url').slice(0, 22);
  }

  async #remove(key: string, moment: number): Promise<void> {
    const moments = [...(this.#moments.get(key) ?? [])];
    const index = moments.indexOf(moment);
    if (index >= 0) moments.splice(index, 1);
    await this.#set(key, moments);
  }

  /** Memory first: what is decided next must see it, however slow the disk is. */
  async #set(key: string, moments: readonly number[]): Promise<void> {
    const forgotten = this.#remember(key, moments);
    const { kysely, clock } = this.#options;
    if (forgotten.length) await kysely.deleteFrom('login_attempts').where('key', 'in', forgotten).execute();
    const newest = moments.at(-1);
    if (newest !== undefined) {
      const row = { window_start: clock.now() - Math.round(clock.monotonic() - newest), count: moments.length };
      await kysely
        .insertInto('login_attempts')
        .values({ key, ...row })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
        .execute();
    }
    if (++this.#writes % PRUNE_EVERY === 0) await this.#prune();
  }

  /** @returns the keys that are remembered no longer */
  #remember(key: string, moments: readonly number[]): string[] {
    this.#moments.delete(key);
    if (moments.length === 0) return [key];
    this.#moments.set(key, moments);
    const [leastUsed] = this.#moments.keys();
    if (this.#moments.size <= REMEMBERED || leastUsed === undefined) return [];
    this.#moments.delete(leastUsed);
    return [leastUsed];
  }

  async #prune(): Promise<void> {
    const { kysely, clock } = this.#options;
    for (const [key, moments] of this.#moments) {
      if (clock.monotonic() - (moments.at(-1) ?? -Infinity) >= LIMITS[kindOf(key)].windowMs) this.#moments.delete(key);
    }
    await kysely
      .deleteFrom('login_attempts')
      .where('window_start', '<', clock.now() - QUARTER_MS)
      .execute();
  }
}

function kindOf(key: string): Kind {
  const [, kind = 'address'] = /^([a-z-]+):/.exec(key) ?? [];
  return kind in LIMITS ? (kind as Kind) : 'address'; // looked up the line before
}
