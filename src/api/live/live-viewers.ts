import { CAMERA_GIVES_NOTHING, type RecordingPhase, type TroubleReason } from '#shared/channel.ts';
import type { StreamTrouble } from '../../hub/hub.ts';

/** One open live view. */
export interface Viewer {
  readonly channel: number;
  readonly user: string;
  /** Tells the browser why where it can, and ends its pictures. */
  end(why: StreamTrouble | 'server_restarting' | 'server_busy'): void;
}

interface RecordingTold {
  readonly channel: number;
  readonly phase: RecordingPhase;
  readonly reason: TroubleReason | null;
  readonly detail: string | null;
}

/** A wall of 16 cameras in two windows. */
const PER_USER = 32;
/** What the hub was measured to carry beside its recordings. */
const IN_ALL = 64;

/** The camera gives no stream to anybody: live views that hold on would keep the hub from asking it anew. */
const AWAY: readonly (TroubleReason | null)[] = [...CAMERA_GIVES_NOTHING, 'no_video'];

const AGAIN: StreamTrouble = { reason: 'unknown', detail: 'The stream begins anew: connect again' };

/** Everyone who watches live, by socket or WHEP: how many may, and a way to free a channel of all of them at once. */
export class LiveViewers {
  readonly #viewers = new Set<Viewer>();
  #isShut = false;

  /** Lets a viewer in until disposed, or says why not: looked at and taken in one step, so that nobody slips through. */
  admit(viewer: Viewer): Disposable | 'too_many_viewers' | 'server_busy' {
    if (this.#isShut) return 'server_busy';
    if (this.#viewers.size >= IN_ALL || this.countOf(viewer.user) >= PER_USER) return 'too_many_viewers';
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
  kick(channel: number, why: StreamTrouble = AGAIN): number {
    const kicked = [...this.#viewers].filter((viewer) => viewer.channel === channel);
    for (const viewer of kicked) viewer.end(why);
    return kicked.length;
  }

  /** What the recording of a camera does now: while it cannot be had, it is not watched either. */
  recordingState({ channel, phase, reason, detail }: RecordingTold): void {
    if (phase === 'waiting' && AWAY.includes(reason)) this.kick(channel, { reason: reason ?? 'unknown', detail: detail ?? '' });
  }

  /** The hub has no room for viewers: all go, and none is let in. */
  shut(): void {
    this.#isShut = true;
    for (const viewer of [...this.#viewers]) viewer.end('server_busy');
  }

  reopen(): void {
    this.#isShut = false;
  }

  /** The server stops. */
  endAll(): void {
    for (const viewer of [...this.#viewers]) viewer.end('server_restarting');
  }
}
