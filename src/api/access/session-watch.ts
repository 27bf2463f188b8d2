import type { Auth, Session } from '../../auth/auth.ts';

interface Watched {
  readonly session: Session;
  readonly onEnded: () => void;
}

/** Ends connections that outlive their request when their session ends. */
export class SessionWatch {
  readonly #auth: Pick<Auth, 'isAlive'>;
  readonly #watched = new Set<Watched>();

  constructor(auth: Pick<Auth, 'isAlive'>) {
    this.#auth = auth;
  }

  add(session: Session, onEnded: () => void): Disposable {
    const watched = { session, onEnded };
    this.#watched.add(watched);
    return { [Symbol.dispose]: () => void this.#watched.delete(watched) };
  }

  /** A session has just ended: whatever hangs on it ends now, not at the next look. */
  ended(idHash: string): void {
    for (const watched of [...this.#watched]) if (watched.session.idHash === idHash) watched.onEnded();
  }

  /** Asks once for each session, however many connections hang on it. */
  async check(): Promise<void> {
    const sessions = new Map([...this.#watched].map(({ session }) => [session.idHash, session]));
    for (const [idHash, session] of sessions) {
      if (!(await this.#auth.isAlive(session))) this.ended(idHash);
    }
  }
}
