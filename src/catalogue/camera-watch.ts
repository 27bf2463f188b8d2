import type { TroubleReason } from '#shared/channel.ts';
import { type Clock, rest } from '../lib/clock.ts';
import type { Logger } from '../lib/log.ts';
import type { RecordingStateTold } from './camera-status.ts';
import type { EventTold } from './event-log.ts';

/** Cameras blink; what lasts longer is worth remembering. */
const LOST_AFTER_MS = 30_000;

/** They are the hub's or the disk's, which have events of their own; or the camera is there. */
const NOT_THE_CAMERAS: readonly TroubleReason[] = ['no_keyframe', 'hub_down', 'disk_full', 'storage_error', 'disabled'];

export interface CameraWatchOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** The last of both kinds that was remembered of a channel, also by an earlier process. */
  readonly lastEvent: (channel: number) => Promise<{ kind: string; at: string } | undefined>;
  readonly addEvent: (event: EventTold) => Promise<void>;
}

/** Remembers when a camera has been lost for a while, and when it is back. */
export class CameraWatch implements AsyncDisposable {
  readonly #options: CameraWatchOptions;
  readonly #life = new AbortController();
  /** Channels in trouble; aborting means that it is over. */
  readonly #waiting = new Map<number, AbortController>();
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
    if (this.#waiting.has(told.channel)) return;
    const over = new AbortController();
    this.#waiting.set(told.channel, over);
    this.#own(this.#lost(told, AbortSignal.any([over.signal, this.#life.signal])));
  }

  async #lost({ channel, reason, detail }: RecordingStateTold, signal: AbortSignal): Promise<void> {
    const { clock, lastEvent, addEvent } = this.#options;
    await rest(clock, LOST_AFTER_MS, signal);
    if (signal.aborted || (await lastEvent(channel))?.kind === 'camera_lost') return;
    const text = `Camera ${channel} is lost${detail ? `: ${detail}` : ''}`;
    await addEvent({ kind: 'camera_lost', channel, text, data: { reason } });
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
    await addEvent({ kind: 'camera_back', channel, text: `Camera ${channel} is back`, data: { awayMs } });
  }

  #end(channel: number): void {
    this.#waiting.get(channel)?.abort();
    this.#waiting.delete(channel);
  }

  #own(work: Promise<void>): void {
    const { log } = this.#options;
    const owned = work
      .catch((error: unknown) => log.error({ error }, 'the state of a camera cannot be remembered'))
      .finally(() => this.#pending.delete(owned));
    this.#pending.add(owned);
  }
}
