import { createHash, randomBytes } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { DAY_MS } from '#shared/durations.ts';
import type { Database, Tables } from '../database/database.ts';
import type { Clock } from '../lib/clock.ts';

const IDLE_MS = DAY_MS;
const ABSOLUTE_MS = 30 * DAY_MS;
const TOUCH_MS = 60_000;
const PER_USER = 5;
const LONGEST_AGENT = 300;

/** One signed-in browser; its cookie holds the token, we keep the token's SHA-256 only. */
export interface Session {
  /** For lists and for ending it: tells it apart among a user's sessions, opens nothing. */
  readonly id: string;
  readonly idHash: string;
  readonly csrfSalt: string;
  readonly user: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly address: string | null;
  readonly userAgent: string | null;
}

export interface NewSession {
  readonly user: string;
  readonly address: string;
  readonly userAgent: string | null;
  readonly replaces: Session | null;
}

export type SessionsDatabase = Pick<Database, 'kysely' | 'transaction'>;

/** The sessions in the database: at most five per user, ended by 24 idle hours or 30 days. */
export class Sessions {
  readonly #onEnded: (idHash: string) => void;
  readonly #database: SessionsDatabase;
  readonly #kysely: Kysely<Tables>;
  readonly #clock: Clock;

  /** `onEnded` is told the hash of each session that is ended, not of those that expire. */
  constructor(database: SessionsDatabase, clock: Clock, onEnded: (idHash: string) => void = () => undefined) {
    this.#onEnded = onEnded;
    this.#database = database;
    this.#kysely = database.kysely;
    this.#clock = clock;
  }

  /** Begins a session; the user's oldest ends where there are more than five. */
  async begin({ user, address, userAgent, replaces }: NewSession): Promise<{ session: Session; token: string }> {
    const token = randomBytes(32).toString('base64url');
    const now = this.#clock.now();
    const row = {
      id_hash: hashOf(token),
      user,
      csrf_salt: randomBytes(16).toString('base64url'),
      created_at: now,
      last_seen_at: now,
      address,
      user_agent: userAgent?.slice(0, LONGEST_AGENT) ?? null,
    };
    const tooMany = await this.#database.transaction(async (transaction) => {
      await transaction
        .deleteFrom('sessions')
        .where((where) =>
          where.or([
            where('id_hash', '=', replaces?.idHash ?? ''),
            where('created_at', '<=', now - ABSOLUTE_MS),
            where('last_seen_at', '<=', now - IDLE_MS),
          ]),
        )
        .execute();
      const others = await transaction
        .selectFrom('sessions')
        .select('id_hash')
        .where('user', '=', user)
        .orderBy('created_at', 'desc')
        .execute();
      const oldest = others.slice(PER_USER - 1).map(({ id_hash }) => id_hash);
      if (oldest.length) await transaction.deleteFrom('sessions').where('id_hash', 'in', oldest).execute();
      await transaction.insertInto('sessions').values(row).execute();
      return oldest;
    });
    for (const idHash of replaces ? [replaces.idHash, ...tooMany] : tooMany) this.#onEnded(idHash);
    return { session: fromRow(row), token };
  }

  /** The session a cookie belongs to, if it lives; being asked for keeps it alive (written at most once a minute). */
  async ofToken(token: string): Promise<Session | null> {
    return await this.ofHash(hashOf(token));
  }

  /** The same by the hash, for connections that outlive their request. */
  async ofHash(idHash: string): Promise<Session | null> {
    const row = await this.#kysely.selectFrom('sessions').selectAll().where('id_hash', '=', idHash).executeTakeFirst();
    if (!row || !this.#isAlive(row)) return null;
    const now = this.#clock.now();
    if (now - row.last_seen_at < TOUCH_MS) return fromRow(row);
    await this.#kysely.updateTable('sessions').set({ last_seen_at: now }).where('id_hash', '=', idHash).execute();
    return fromRow({ ...row, last_seen_at: now });
  }

  /** A user's living sessions, newest first. */
  async ofUser(user: string): Promise<Session[]> {
    const rows = await this.#kysely.selectFrom('sessions').selectAll().where('user', '=', user).orderBy('created_at', 'desc').execute();
    return rows.filter((row) => this.#isAlive(row)).map(fromRow);
  }

  async end(idHash: string): Promise<void> {
    await this.#kysely.deleteFrom('sessions').where('id_hash', '=', idHash).execute();
    this.#onEnded(idHash);
  }

  #isAlive({ created_at, last_seen_at }: Row): boolean {
    const now = this.#clock.now();
    return now - created_at < ABSOLUTE_MS && now - last_seen_at < IDLE_MS;
  }
}

type Row = Selectable<Tables['sessions']>;

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function fromRow(row: Row): Session {
  return {
    id: row.id_hash.slice(0, 16),
    idHash: row.id_hash,
    csrfSalt: row.csrf_salt,
    user: row.user,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    address: row.address,
    userAgent: row.user_agent,
  };
}
