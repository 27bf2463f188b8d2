import { randomBytes } from 'node:crypto';
import type { Database } from '../database/database.ts';
import type { Clock } from '../lib/clock.ts';
import { costOf, dummyLike, hashPassword, isBcryptHash, isPassword } from './password.ts';

const FIRST_USER = 'admin';
/** In `meta`: whose password we made ourselves. */
const GENERATED = 'generated_user';

/** A user as the configuration names him: the password is a bcrypt hash or plain text. */
export interface ConfiguredUser {
  readonly name: string;
  readonly password: string;
}

export interface UsersOptions {
  readonly database: Pick<Database, 'kysely' | 'transaction'>;
  readonly users: readonly ConfiguredUser[];
  readonly clock: Clock;
  readonly announce: (line: string) => void;
}

/** Who may sign in. The configuration is the truth; the database remembers the hashes, so that a changed password ends sessions. */
export class Users {
  readonly #hashes: ReadonlyMap<string, string>;
  /** One hash of each cost there is, which no password matches. */
  readonly #dummies: ReadonlyMap<string, string>;

  private constructor(hashes: ReadonlyMap<string, string>, dummies: ReadonlyMap<string, string>) {
    this.#hashes = hashes;
    this.#dummies = dummies;
  }

  static async open(options: UsersOptions): Promise<Users> {
    const stored = new Map(
      (await options.database.kysely.selectFrom('users').selectAll().execute()).map((row) => [row.name, row.password_hash]),
    );
    const hashes = options.users.length ? await hashesOf(options, stored) : await firstUser(options, stored);
    await store(options, stored, hashes);
    const dummies = new Map<string, string>();
    for (const hash of hashes.values()) if (!dummies.has(costOf(hash))) dummies.set(costOf(hash), await dummyLike(hash));
    return new Users(hashes, dummies);
  }

  has(name: string): boolean {
    return this.#hashes.has(name);
  }

  /** Whether they belong together. The time it takes tells neither whether the user exists nor how his password is hashed. */
  async areRight(name: string, password: string): Promise<boolean> {
    const own = this.#hashes.get(name);
    let isRight = false;
    for (const [cost, dummy] of this.#dummies) {
      const hash = own !== undefined && costOf(own) === cost ? own : dummy;
      if (await isPassword(password, hash)) isRight = hash === own;
    }
    return isRight;
  }
}

async function hashesOf({ users }: UsersOptions, stored: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (const { name, password } of users) {
    if (isBcryptHash(password)) {
      hashes.set(name, password);
      continue;
    }
    const known = stored.get(name);
    hashes.set(name, known && (await isPassword(password, known)) ? known : await hashPassword(password));
  }
  return hashes;
}

/** Nobody is configured: `admin` with a password made now, or the one made at an earlier start. */
async function firstUser({ database, announce }: UsersOptions, stored: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const kept = stored.get(FIRST_USER);
  const generated = await database.kysely.selectFrom('meta').select('value').where('key', '=', GENERATED).executeTakeFirst();
  if (kept && generated) return new Map([[FIRST_USER, kept]]);
  const password = readablePassword();
  announce(`Sign in as ${FIRST_USER} with the password ${password} (shown only now; set user1 and pass1 in .env to choose your own)`);
  return new Map([[FIRST_USER, await hashPassword(password)]]);
}

/** 100 bits, in groups that can be typed from another screen. */
function readablePassword(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789'; // 32 signs, none that looks like another
  const signs = [...randomBytes(20)].map((byte) => letters[byte % letters.length]).join('');
  return signs.match(/.{5}/g)?.join('-') ?? signs;
}

async function store(
  { database, users, clock }: UsersOptions,
  stored: ReadonlyMap<string, string>,
  hashes: ReadonlyMap<string, string>,
): Promise<void> {
  const changed = [...stored].filter(([name, hash]) => hashes.get(name) !== hash).map(([name]) => name);
  await database.transaction(async (transaction) => {
    await transaction.deleteFrom('meta').where('key', '=', GENERATED).execute();
    if (users.length === 0) await transaction.insertInto('meta').values({ key: GENERATED, value: FIRST_USER }).execute();
    if (changed.length) {
      await transaction.deleteFrom('users').where('name', 'in', changed).execute();
      await transaction.deleteFrom('sessions').where('user', 'in', changed).execute();
    }
    for (const [name, password_hash] of hashes) {
      if (stored.get(name) === password_hash) continue;
      await transaction.insertInto('users').values({ name, password_hash, created_at: clock.now() }).execute();
    }
  });
}
