import type { EventTold } from '#shared/event-data.ts';
import type { Database } from '../database/database.ts';
import type { Clock } from '../lib/clock.ts';
import { Refused } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { csrfTokenOf, isSameText } from './csrf.ts';
import { HashQueue } from './hash-queue.ts';
import { deviceIdOf, deviceTokenOf } from './known-device.ts';
import { LoginLimits } from './login-limits.ts';
import { mayChange } from './may-change.ts';
import { hashPassword, isPassword } from './password.ts';
import { keptSecretKey } from './secret-key.ts';
import { type Session, Sessions } from './sessions.ts';
import { type ConfiguredUser, Users } from './users.ts';

export type { Session } from './sessions.ts';

export interface AuthOptions {
  readonly database: Pick<Database, 'kysely' | 'transaction'>;
  readonly dataDir: string;
  /** Null: one is generated once and kept in DATA_DIR. */
  readonly secretKey: string | null;
  readonly users: readonly ConfiguredUser[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Signing in and out is worth remembering; never holds a secret. */
  readonly note: (event: EventTold) => void;
  /** Prints to the console, past the log: a password generated at the first start. */
  readonly announce: (line: string) => void;
}

export interface SignIn {
  readonly username: string;
  readonly password: string;
  readonly address: string;
  readonly userAgent: string | null;
  /** What the browser got when it signed in before, if it has. */
  readonly device?: string;
  /** The session the same browser still holds: it ends as the new one begins. */
  readonly replaces?: Session | null;
}

/** What a sign-in gives. */
export interface SignedIn {
  readonly session: Session;
  readonly token: string;
  readonly device: string;
}

/** Users, passwords, sessions, CSRF tokens and the limits on signing in. */
export class Auth {
  readonly #options: AuthOptions;
  readonly #key: string;
  readonly #users: Users;
  readonly #sessions: Sessions;
  readonly #limits: LoginLimits;
  readonly #hashing = new HashQueue();
  readonly #endListeners = new Set<(idHash: string) => void>();

  private constructor(options: AuthOptions, key: string, users: Users, limits: LoginLimits) {
    this.#options = options;
    this.#key = key;
    this.#users = users;
    this.#limits = limits;
    this.#sessions = new Sessions(options.database, options.clock, (idHash) => {
      for (const listener of this.#endListeners) listener(idHash);
    });
  }

  /** Makes users and keys ready; a user whose password has changed, or who is gone, is signed out everywhere. */
  static async open(options: AuthOptions): Promise<Auth> {
    const { database, dataDir, secretKey, clock, log } = options;
    const { key, isNew } = secretKey === null ? await keptSecretKey(dataDir) : { key: secretKey, isNew: false };
    if (isNew) log.info('SECRET_KEY is not set: a random one is generated and kept in DATA_DIR');
    const users = await Users.open(options);
    return new Auth(options, key, users, await LoginLimits.open({ kysely: database.kysely, key, clock }));
  }

  /**
   * Signs in and begins a session; the token belongs into the cookie and nowhere else, `device` into one for later sign-ins.
   * @throws Refused `invalid-credentials` (the same, after the same time, for unknown users), `too-many-attempts`, `too-busy`
   */
  async login({ username, password, address, userAgent, device, replaces }: SignIn): Promise<SignedIn> {
    const known = deviceIdOf(this.#key, username, device);
    const attempt = await this.#limits.count({ address, account: username, device: known });
    const isRight = await this.#hashing
      .run(() => this.#users.areRight(username, password))
      .catch(async (error: unknown) => {
        await attempt.forgive();
        throw error;
      });
    if (!isRight) {
      this.#tellFailure(username, address);
      throw new Refused('invalid-credentials', 'Invalid credentials');
    }
    await attempt.forgive();
    const begun = await this.#sessions.begin({ user: username, address, userAgent, replaces: replaces ?? null });
    this.#options.note({ kind: 'sign_in', data: { user: username, address } });
    return { ...begun, device: deviceTokenOf(this.#key, username, known ?? undefined) };
  }

  /** Ends the session at its user's wish. */
  async logout(session: Session, address: string): Promise<void> {
    await this.#sessions.end(session.idHash);
    this.#options.note({ kind: 'sign_out', data: { user: session.user, address } });
  }

  /** Tells the hash of each session at the moment it is ended: by sign-out, from elsewhere, or by a newer one. */
  whenEnded(listener: (idHash: string) => void): Disposable {
    this.#endListeners.add(listener);
    return { [Symbol.dispose]: () => void this.#endListeners.delete(listener) };
  }

  /** The living session that a cookie's token belongs to. */
  async sessionOf(token: string | undefined): Promise<Session | null> {
    return token ? await this.#sessions.ofToken(token) : null;
  }

  /** Whether a session lives still; asking keeps it alive, because an open live view is use. */
  async isAlive(session: Session): Promise<boolean> {
    return (await this.#sessions.ofHash(session.idHash)) !== null;
  }

  /** A hash to keep of a secret that is not a user's password, such as a PIN. @throws Refused `too-busy` */
  async hashOf(secret: string): Promise<string> {
    return await this.#hashing.run(() => hashPassword(secret));
  }

  /** Whether a secret belongs to a hash of `hashOf`; who guesses must be counted before. @throws Refused `too-busy` */
  async isRight(secret: string, hash: string): Promise<boolean> {
    return await this.#hashing.run(() => isPassword(secret, hash));
  }

  /** Whether somebody may change or delete what `owner` made. */
  mayChange(owner: string, { user }: Pick<Session, 'user'>): boolean {
    return mayChange(owner, user, this.#users);
  }

  csrfTokenFor(session: Session): string {
    return csrfTokenOf(this.#key, session);
  }

  /** Whether header and cookie hold the token of this very session. */
  isCsrfValid(session: Session, header: string | undefined, cookie: string | undefined): boolean {
    if (!header || !cookie) return false;
    return isSameText(header, cookie) && isSameText(header, this.csrfTokenFor(session));
  }

  /** A user's living sessions, newest first. */
  async sessionsOf(user: string): Promise<Session[]> {
    return await this.#sessions.ofUser(user);
  }

  /** Ends one of a user's own sessions by its `id`; false when he has none such. */
  async endSession(user: string, id: string, address: string): Promise<boolean> {
    const session = (await this.#sessions.ofUser(user)).find((candidate) => candidate.id === id);
    if (!session) return false;
    await this.logout(session, address);
    return true;
  }

  /** Ends all of a user's sessions but this one; tells how many. */
  async endOtherSessions(session: Session, address: string): Promise<number> {
    const others = (await this.#sessions.ofUser(session.user)).filter(({ idHash }) => idHash !== session.idHash);
    for (const other of others) await this.logout(other, address);
    return others.length;
  }

  /** An unknown name is not repeated: it may be a password typed into the wrong field. */
  #tellFailure(username: string, address: string): void {
    const user = this.#users.has(username) ? username : null;
    this.#options.note({ kind: 'sign_in_failed', data: { user, address } });
  }
}
