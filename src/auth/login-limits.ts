import { createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from '../database/database.ts';
import type { Clock } from '../lib/clock.ts';
import { Refused } from '../lib/errors.ts';
import { networkOf } from '../lib/network-of.ts';

interface Limit {
  readonly kind: 'address' | 'account';
  readonly most: number;
  readonly windowMs: number;
}

const PER_ADDRESS: Limit = { kind: 'address', most: 5, windowMs: 60_000 };
const PER_ACCOUNT: Limit = { kind: 'account', most: 20, windowMs: 15 * 60_000 };
const REMEMBERED = 10_000;
const PRUNE_EVERY = 100;

export interface LoginLimitsOptions {
  readonly kysely: Kysely<Tables>;
  /** Names of accounts are kept as keyed hashes: people type passwords into the field for the name. */
  readonly key: string;
  readonly clock: Clock;
}

/** An attempt that has been counted as a failure beforehand, so that parallel guesses cannot slip through. */
export interface CountedAttempt {
  /** It was no wrong password: the account gets it back. The address does not. */
  forgive(): Promise<void>;
}

/**
 * Five attempts a minute for an address, twenty failures in fifteen minutes for an account. Exact moments are in memory; the
 * database keeps their number and the newest one's time (as `window_start`), from where all of them count after a restart.
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
      if (ageMs >= limitOf(key).windowMs) continue;
      moments.set(
        key,
        Array.from({ length: Math.min(count, limitOf(key).most) }, () => clock.monotonic() - ageMs),
      );
    }
    return new LoginLimits(options, moments);
  }

  /** How many addresses and accounts are remembered. */
  get size(): number {
    return this.#moments.size;
  }

  /** Counts before any hashing. @throws Refused `too-many-attempts`, with the seconds to wait */
  async count(address: string, account: string): Promise<CountedAttempt> {
    const accountKey = `account:${createHmac('sha256', this.#options.key).update(account).digest('base64url').slice(0, 22)}`;
    await this.#add(`address:${networkOf(address)}`, PER_ADDRESS);
    const moment = await this.#add(accountKey, PER_ACCOUNT);
    return { forgive: () => this.#remove(accountKey, moment) };
  }

  async #add(key: string, { most, windowMs }: Limit): Promise<number> {
    const now = this.#options.clock.monotonic();
    const recent = (this.#moments.get(key) ?? []).filter((at) => now - at < windowMs);
    const [oldest = now] = recent;
    if (recent.length >= most) {
      const retryAfterS = Math.max(1, Math.ceil((oldest + windowMs - now) / 1000));
      throw new Refused('too-many-attempts', `Too many sign-in attempts: try again in ${retryAfterS} s`, { data: { retryAfterS } });
    }
    await this.#set(key, [...recent, now]);
    return now;
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
      if (clock.monotonic() - (moments.at(-1) ?? -Infinity) >= limitOf(key).windowMs) this.#moments.delete(key);
    }
    await kysely
      .deleteFrom('login_attempts')
      .where('window_start', '<', clock.now() - PER_ACCOUNT.windowMs)
      .execute();
  }
}

function limitOf(key: string): Limit {
  return key.startsWith('address:') ? PER_ADDRESS : PER_ACCOUNT;
}
