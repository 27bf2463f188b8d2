import type { TroubleReason } from '#shared/channel.ts';

/** Why a camera gives no stream: for programs and, in words, for people. */
export interface CameraTrouble {
  readonly reason: TroubleReason;
  readonly detail: string;
}

/** One open live view. */
export interface Viewer {
  readonly channel: number;
  readonly user: string;
  /** Tells the browser why, and closes. */
  end(why: CameraTrouble | 'server_restarting'): void;
}

const AGAIN: CameraTrouble = { reason: 'unknown', detail: 'The stream begins anew: connect again' };

/** Everyone who watches live through our sockets, so that a channel can be freed of all of them at once. */
export class LiveViewers {
  readonly #viewers = new Set<Viewer>();

  add(viewer: Viewer): Disposable {
    this.#viewers.add(viewer);
    return { [Symbol.dispose]: () => void this.#viewers.delete(viewer) };
  }

  /** How many live views are open. */
  get count(): number {
    return this.#viewers.size;
  }

  /** How many live views a user has open. */
  countOf(user: string): number {
    return [...this.#viewers].filter((viewer) => viewer.user === user).length;
  }

  /** Takes all viewers off a channel: a camera that refuses the password must not be asked by each of them. Tells how many. */
  kick(channel: number, why: CameraTrouble = AGAIN): number {
    const kicked = [...this.#viewers].filter((viewer) => viewer.channel === channel);
    for (const viewer of kicked) viewer.end(why);
    return kicked.length;
  }

  /** The server stops. */
  endAll(): void {
    for (const viewer of [...this.#viewers]) viewer.end('server_restarting');
  }
}
