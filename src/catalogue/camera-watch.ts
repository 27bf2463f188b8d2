import type { TroubleReason } from '#shared/channel.ts';
import type { EventTold } from '#shared/event-data.ts';
import type { NvrEvent } from '#shared/events.ts';
import { type Clock, rest } from '../lib/clock.ts';
import type { Logger } from '../lib/log.ts';
import type { RecordingStateTold } from './camera-status.ts';

/** Cameras blink; what lasts longer is worth remembering. */
const LOST_AFTER_MS = 30_000;

/** They are the hub's or the disk's, which have events of their own; or the camera is there. */
const NOT_THE_CAMERAS: readonly TroubleReason[] = ['no_keyframe', 'hub_down', 'disk_full', 'storage_error', 'disabled'];

export interface CameraWatchOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** The last of both kinds that was remembered of a channel, also by an earlier process. */
  readonly lastEvent: (channel: number) => Promise<{ kind: string; at: string; data: NvrEvent['data'] } | undefined>;
  readonly addEvent: (event: EventTold) => Promise<void>;
  /** Whether anything was ever recorded of a channel. */
  readonly hasRecorded: (channel: number) => Promise<boolean>;
}

interface Trouble {
  /** The newest. */
  told: RecordingStateTold;
  /** Aborting means that it is over. */
  readonly over: AbortController;
}

/** Remembers when a camera has been lost for a while, and when it is back. */
export class CameraWatch implements AsyncDisposable {
  readonly #options: CameraWatchOptions;
  readonly #life = new AbortController();
  /** Channels in trouble. */
  readonly #waiting = new Map<number, Trouble>();
  readonly #pending = new Set<Promise<void>>();
  readonly #recording = new Set<number>();

  constructor(options: CameraWatchOptions) {
    this.#options = options;
  }

  tell(told: RecordingStateTold): void {
    if (told.phase === 'recording') this.#isWell(told.channel);
    else if (told.phase === 'off') this.#end(told.channel);
    else if (told.phase === 'waiting' && told.reason && !NOT_THE_CAMERAS.includes(told.reason)) this.#inTrouble(told);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await Promise.all(this.#pending);
  }

  #inTrouble(told: RecordingStateTold): void {
    this.#recording.delete(told.channel);
    const known = this.#waiting.get(told.channel);
    if (known) {
      known.told = told;
      return;
    }
    const trouble = { told, over: new AbortController() };
    this.#waiting.set(told.channel, trouble);
    this.#own(this.#lost(trouble, AbortSignal.any([trouble.over.signal, this.#life.signal])));
  }

  /** What was told last is what is the matter now. */
  async #lost(trouble: Trouble, signal: AbortSignal): Promise<void> {
    const { clock, lastEvent, addEvent, hasRecorded } = this.#options;
    const { channel } = trouble.told;
    await rest(clock, LOST_AFTER_MS, signal);
    if (signal.aborted || (await lastEvent(channel))?.kind === 'camera_lost') return;
    const isNew = !(await hasRecorded(channel));
    const { reason, detail: said } = trouble.told;
    await addEvent({ kind: 'camera_lost', channel, data: { reason, isNew, said } });
  }

  #isWell(channel: number): void {
    this.#end(channel);
    if (this.#recording.has(channel)) return;
    this.#recording.add(channel);
    this.#own(this.#back(channel));
  }

  async #back(channel: number): Promise<void> {
    const { clock, lastEvent, addEvent } = this.#options;
    const last = await lastEvent(channel);
    if (last?.kind !== 'camera_lost') return;
    const awayMs = Math.max(0, clock.now() - Date.parse(last.at));
    await addEvent({ kind: 'camera_back', channel, data: { awayMs, isNew: last.data.isNew === true } });
  }

  #end(channel: number): void {
    this.#waiting.get(channel)?.over.abort();
    this.#waiting.delete(channel);
  }

  #own(work: Promise<void>): void {
    const { log } = this.#options;
    const owned = work
      .catch((error: unknown) => log.error({ error }, 'cannot save the state of a camera'))
      .finally(() => this.#pending.delete(owned));
    this.#pending.add(owned);
  }
}
