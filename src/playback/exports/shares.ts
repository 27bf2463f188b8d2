import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Database, Tables } from '../../database/database.ts';
import type { Clock } from '../../lib/clock.ts';
import { Refused } from '../../lib/errors.ts';

/** An export that can be seen by link; times are epoch ms. */
export interface ShareFacts {
  readonly id: number;
  readonly exportId: number;
  readonly channels: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly note: string;
  readonly by: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Null: whoever has the link may see it. */
  readonly pinHash: string | null;
  readonly isLocked: boolean;
  readonly views: number;
  readonly lastViewedAt: number | null;
}

/** What somebody wishes of a link. */
export interface ShareWish extends Pick<ShareFacts, 'exportId' | 'note' | 'by' | 'pinHash'> {
  readonly keptForMs: number;
}

/** 128 bits: nobody guesses them. */
const TOKEN_BYTES = 16;
const TOKEN = /^[A-Za-z0-9_-]{22}$/;
/** Of 10,000 four-digit PINs so many may be tried by all together, ever; right ones do not count. No single network gets that far. */
const MOST_WRONG_PINS = 100;
const MOST_SHARES = 500;

/** Links to exports. Only a hash of a link is kept, so whoever reads the database cannot open one. */
export class Shares {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor({ database, clock }: { readonly database: Database; readonly clock: Clock }) {
    this.#database = database;
    this.#clock = clock;
  }

  /** @returns it, and its token, which is told to nobody again. @throws Refused `export-unknown`, `input-invalid` */
  async make({ exportId, note, by, pinHash, keptForMs }: ShareWish): Promise<{ readonly share: ShareFacts; readonly token: string }> {
    const now = this.#clock.now();
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const row = { export_id: exportId, token_hash: hashOf(token), note, pin_hash: pinHash, created_by: by };
    // in one transaction: of many requests at once none may slip in between looking and entering
    const share = await this.#database.transaction(async (t) => {
      const found = await t.selectFrom('exports').select('state').where('id', '=', exportId).executeTakeFirst();
      if (!found || found.state === 'failed') throw new Refused('export-unknown', 'There is no such export');
      await t.deleteFrom('shares').where('expires_at', '<=', now).execute();
      const { count } = await t
        .selectFrom('shares')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      if (count >= MOST_SHARES) throw new Refused('input-invalid', `There are ${MOST_SHARES} links already: revoke some first`);
      const { id } = await t
        .insertInto('shares')
        .values({ ...row, created_at: now, expires_at: now + keptForMs })
        .returning('id')
        .executeTakeFirstOrThrow();
      return await select(t).where('shares.id', '=', id).executeTakeFirstOrThrow();
    });
    return { share: factsOf(share), token };
  }

  /** Those that have not expired, newest first; what has is forgotten. */
  async list(): Promise<ShareFacts[]> {
    const { kysely } = this.#database;
    await kysely.deleteFrom('shares').where('expires_at', '<=', this.#clock.now()).execute();
    return (await select(kysely).orderBy('shares.id', 'desc').execute()).map(factsOf);
  }

  /** @throws Refused `share-unknown` */
  async get(id: number): Promise<ShareFacts> {
    const share = await select(this.#database.kysely).where('shares.id', '=', id).executeTakeFirst();
    if (!share) throw new Refused('share-unknown', 'There is no such link');
    return factsOf(share);
  }

  /** Ends it at once. @throws Refused `share-unknown` */
  async revoke(id: number): Promise<ShareFacts> {
    const share = await this.get(id);
    await this.#database.kysely.deleteFrom('shares').where('id', '=', id).execute();
    return share;
  }

  /** What a token opens; undefined when it was never given, is revoked or has expired: nobody can tell which. */
  async ofToken(token: string): Promise<ShareFacts | undefined> {
    if (!TOKEN.test(token)) return undefined;
    const row = await select(this.#database.kysely)
      .where('token_hash', '=', hashOf(token))
      .where('expires_at', '>', this.#clock.now())
      .executeTakeFirst();
    return row && factsOf(row);
  }

  /** Somebody opened its page. */
  async viewed(id: number): Promise<void> {
    await this.#database.kysely
      .updateTable('shares')
      .set(({ eb }) => ({ views: eb('views', '+', 1), last_viewed_at: this.#clock.now() }))
      .where('id', '=', id)
      .execute();
  }

  /**
   * Counts a PIN as wrong before it is looked at, so that parallel guesses cannot slip through.
   * @returns whether it may be looked at, and whether another wrong one after it would be one too many
   */
  async tryPin(id: number): Promise<{ readonly isAllowed: boolean; readonly isLast: boolean }> {
    const row = await this.#database.kysely
      .updateTable('shares')
      .set(({ eb }) => ({ wrong_pins: eb('wrong_pins', '+', 1) }))
      .where('id', '=', id)
      .where('wrong_pins', '<', MOST_WRONG_PINS)
      .returning('wrong_pins')
      .executeTakeFirst();
    return { isAllowed: row !== undefined, isLast: row?.wrong_pins === MOST_WRONG_PINS };
  }

  /** It was right, or could not be looked at. */
  async forgivePin(id: number): Promise<void> {
    await this.#database.kysely
      .updateTable('shares')
      .set(({ eb }) => ({ wrong_pins: eb('wrong_pins', '-', 1) }))
      .where('id', '=', id)
      .where('wrong_pins', '>', 0)
      .execute();
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function select(kysely: Kysely<Tables>) {
  return kysely
    .selectFrom('shares')
    .innerJoin('exports', 'exports.id', 'export_id')
    .selectAll('shares')
    .select(['exports.channels', 'exports.from_at', 'exports.to_at']);
}

type Row = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>;

function factsOf(row: Row): ShareFacts {
  return {
    id: row.id,
    exportId: row.export_id,
    channels: JSON.parse(row.channels) as number[], // written by the rows of exports
    from: row.from_at,
    to: row.to_at,
    note: row.note,
    by: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    pinHash: row.pin_hash,
    isLocked: row.wrong_pins >= MOST_WRONG_PINS,
    views: row.views,
    lastViewedAt: row.last_viewed_at,
  };
}
