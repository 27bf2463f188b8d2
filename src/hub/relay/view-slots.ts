import type { Clock } from '../../lib/clock.ts';
import { Refused } from '../../lib/errors.ts';
import { type StreamNames, VIEW_SLOTS } from '../stream-names.ts';
import type { ViewSource } from './inner-relay.ts';

/** 32 that are shown, and half a wall whose page was loaded anew: go2rtc notices 6 s later (measured) that a browser has gone. */
const PER_OWNER = 48;
/** Until its browser connects, go2rtc heaps up pictures for it: 9 to 14 MB each (measured). A wall of 16 in two windows. */
const MOST_UNCONNECTED = 32;
/** An answer to an offer takes 0.4 s; later nobody comes. */
const UNUSED_MS = 10_000;

/** A live view by WebRTC, as long as go2rtc has a peer for it. */
export interface View {
  /** go2rtc's name of the stream to ask for. */
  readonly name: string;
  /** go2rtc reads its source. */
  readonly started: Promise<void>;
  /** Its pictures have ended, whoever ended them. */
  readonly ended: Promise<void>;
  /** Ends its pictures within milliseconds, whatever the browser does; safe to call twice. */
  end(): void;
}

export interface ViewRequest {
  /** The hub's stream to show, as a path with query. */
  readonly target: string;
  /** Whose it is. */
  readonly owner: string;
}

/** What go2rtc tells of a stream's peers. */
export interface Peers {
  readonly consumers: number;
  readonly connected: number;
}

interface Slot {
  readonly name: string;
  use: Use | null;
}

interface Use extends ViewRequest {
  readonly started: PromiseWithResolvers<void>;
  readonly ended: PromiseWithResolvers<void>;
  isOver: boolean;
  /** What carries the pictures now. */
  connection: Disposable | null;
  wasConnected: boolean;
  /** Its browser was seen to be connected. */
  isWatched: boolean;
  changedAt: number;
}

/**
 * The streams of go2rtc that live views are shown on, one each. go2rtc can end no peer, so we end its source; and as a peer that
 * is still there would see what its stream shows next, a slot is given away again only when go2rtc says that nobody is on it.
 */
export class ViewSlots {
  readonly #clock: Clock;
  readonly #slots: readonly Slot[];

  constructor(names: StreamNames, clock: Clock) {
    this.#clock = clock;
    this.#slots = Array.from({ length: VIEW_SLOTS }, (_, index) => ({ name: names.view(index + 1), use: null }));
  }

  /** Takes a free slot. @throws Refused `too-many-viewers` */
  open(request: ViewRequest): View {
    const held = this.#slots.filter(({ use }) => use?.owner === request.owner).length;
    const slot = this.#slots.find(({ use }) => use === null);
    const unconnected = this.#slots.filter(({ use }) => use && !use.isWatched).length;
    if (!slot || held >= PER_OWNER || unconnected >= MOST_UNCONNECTED) {
      throw new Refused('too-many-viewers', 'Too many live views are open or have just ended: close some, or try again in a moment');
    }
    const changedAt = this.#clock.monotonic();
    const [started, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const use: Use = { ...request, started, ended, isOver: false, connection: null, wasConnected: false, isWatched: false, changedAt };
    slot.use = use;
    return { name: slot.name, started: started.promise, ended: ended.promise, end: () => this.#end(use) };
  }

  /** What a slot shows; undefined when it shows nothing. */
  sourceOf(name: string): ViewSource | undefined {
    const use = this.#slots.find((slot) => slot.name === name)?.use;
    if (!use || use.isOver || use.connection) return undefined;
    return {
      target: use.target,
      joined: (connection) => {
        use.connection = connection;
        use.wasConnected = true;
        use.started.resolve();
      },
      left: () => {
        use.connection = null;
        use.changedAt = this.#clock.monotonic();
      },
    };
  }

  /** Frees what go2rtc has no peer for. @param askedAt when it was asked, monotonic @param peersOf what it told */
  look(askedAt: number, peersOf: (name: string) => Peers | undefined): void {
    for (const slot of this.#slots) {
      const { use } = slot;
      const peers = peersOf(slot.name);
      if (use && peers?.connected) use.isWatched = true;
      if (!use || use.connection || use.changedAt >= askedAt || peers?.consumers) continue;
      if (!use.isOver && !use.wasConnected && askedAt - use.changedAt < UNUSED_MS) continue;
      this.#end(use);
      slot.use = null;
    }
  }

  endAll(): void {
    for (const { use } of this.#slots) if (use) this.#end(use);
  }

  #end(use: Use): void {
    if (use.isOver) return;
    use.isOver = true;
    use.changedAt = this.#clock.monotonic();
    use.connection?.[Symbol.dispose]();
    use.ended.resolve();
  }
}
