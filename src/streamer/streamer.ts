import type { EventTold } from '#shared/event-data.ts';
import type { StreamingReason } from '#shared/youtube.ts';
import type { Database } from '../database/database.ts';
import type { Condition } from '../health/health.ts';
import { type Clock, rest } from '../lib/clock.ts';
import { messageOf, Refused } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { readIngestAddress } from '../rtmp/rtmp.ts';
import { Broadcast } from './broadcast.ts';
import { type BroadcastState, NOTHING } from './broadcast-state.ts';
import type { Door } from './camera-feed.ts';
import { conditionsOf } from './condition.ts';
import { Journal, type StreamRecord } from './journal.ts';
import { StateWatch } from './state-watch.ts';
import type { UploadLimits } from './upload-watch.ts';

export type { Door } from './camera-feed.ts';

const TICK_MS = 500;
const HISTORY = 100;

export interface StreamerOptions {
  readonly enabled: boolean;
  /** One or two; never leaves this process but in the connection to the ingest. */
  readonly keys: readonly string[];
  readonly url: string;
  readonly channel: number;
  readonly rotationMs: number;
  /** How long both keys are streamed with at a rotation. */
  readonly overlapMs?: number;
  /** Of video that has to be encoded again. */
  readonly bitrateKbps?: number;
  /** Certificates to trust instead of the system's, PEM. */
  readonly trust?: string;
  /** When the upload counts as slow, and when as hung. */
  readonly limits?: UploadLimits;
  readonly ffmpeg: string;
  readonly source: () => string;
  readonly knock: (signal: AbortSignal) => Promise<Door>;
  readonly awayText: (since: number) => string;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Told when the status has changed. */
  readonly onChange?: () => void;
  readonly note?: (event: EventTold) => void;
}

/** Everything there is to tell of the stream; times are epoch ms. */
export interface StreamingStatus extends BroadcastState {
  readonly enabled: boolean;
  readonly since: number;
  readonly channel: number;
  readonly ingest: string;
  readonly keys: number;
  readonly rotationMinutes: number;
  readonly lastError: StreamRecord | null;
}

/** Streams one camera to an RTMP ingest, for weeks: starts, stops, rotates keys, and tells how it does. */
export class Streamer implements AsyncDisposable {
  readonly #options: StreamerOptions;
  readonly #journal: Journal;
  readonly #life = new AbortController();
  #broadcast: Broadcast | undefined;
  #changing: Promise<void> = Promise.resolve();
  readonly #changes: StateWatch;
  #watching: Promise<void> = Promise.resolve();

  private constructor(options: StreamerOptions, journal: Journal) {
    this.#options = options;
    this.#journal = journal;
    this.#changes = new StateWatch({
      clock: options.clock,
      onChange: () => options.onChange?.(),
      onEvent: (event) => this.#noteEvent(event),
      note: (kind, reason, text) => this.#note(kind, reason, text),
    });
  }

  /** Begins to stream where it is enabled and nobody stopped it. It never fails because of the ingest or the camera. */
  static async start(options: StreamerOptions): Promise<Streamer> {
    const { database, log, clock, keys } = options;
    const streamer = new Streamer(options, await Journal.open({ database, log, clock, keys: keys.length }));
    if (options.enabled && !streamer.#journal.schedule.isStopped) streamer.#begin();
    streamer.#look();
    streamer.#watching = streamer.#watch(streamer.#life.signal);
    return streamer;
  }

  status(): StreamingStatus {
    const { enabled, channel, url, keys, rotationMs } = this.#options;
    const { protocol, host } = new URL(url);
    return {
      ...this.#state(),
      enabled,
      since: this.#changes.since,
      channel,
      ingest: `${protocol}//${host}`,
      keys: keys.length,
      rotationMinutes: rotationMs / 60_000,
      lastError: this.#journal.lastError,
    };
  }

  /** What is wrong with the stream, for alarms. */
  conditions(): Condition[] {
    return conditionsOf(this.status());
  }

  /** What happened, newest first. */
  history(limit = HISTORY): Promise<(StreamRecord & { readonly id: number })[]> {
    return this.#journal.history(limit);
  }

  /** Begins to stream, or tries at once when it waits. @throws Refused when it is not enabled */
  async begin(): Promise<void> {
    this.#demandEnabled();
    this.#journal.plan({ isStopped: false });
    await this.#change(async () => {
      if (this.#broadcast) this.#broadcast.wake();
      else this.#begin();
    });
  }

  /** Ends the stream in order; it stays ended over a restart. @throws Refused when it is not enabled */
  async stop(): Promise<void> {
    this.#demandEnabled();
    const isRunning = this.#broadcast !== undefined;
    this.#journal.plan({ isStopped: true });
    await this.#change(async () => {
      const broadcast = this.#broadcast;
      this.#broadcast = undefined;
      await broadcast?.[Symbol.asyncDispose]();
    });
    if (isRunning) this.#note('stopped', null, 'The stream was stopped');
    await this.#journal.written();
  }

  /** Begins a rotation now, whatever the schedule says. @throws Refused when nothing is streamed */
  rotate(): void {
    this.#demandEnabled();
    if (!this.#broadcast?.rotateNow()) throw new Refused('streaming-not-live', 'Nothing is streamed now, or a rotation is under way');
    this.#look();
  }

  /** The hub lost this camera's connection. */
  lost(channel: number): void {
    if (channel === this.#options.channel) this.#broadcast?.feed.interrupt();
  }

  /** The hub is back: asks for the camera at once. */
  wake(): void {
    this.#broadcast?.feed.wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await this.#change(async () => this.#broadcast?.[Symbol.asyncDispose]());
    await this.#watching;
    await this.#journal.written();
  }

  #demandEnabled(): void {
    if (!this.#options.enabled)
      throw new Refused('streaming-off', 'Streaming is switched off: set YOUTUBE_ENABLED=true and a stream key in .env');
  }

  #begin(): void {
    const { overlapMs = 10_000, bitrateKbps = 4500, url, ...options } = this.#options;
    this.#broadcast = Broadcast.start({
      ...options,
      overlapMs,
      bitrateKbps,
      address: readIngestAddress(url),
      journal: this.#journal,
      note: (kind, reason, text, key) => this.#note(kind, reason, text, key),
      onChange: () => this.#look(),
    });
  }

  /** One change after the other, so that a stop and a start do not meet. */
  #change(action: () => Promise<void>): Promise<void> {
    const done = this.#changing.then(action).finally(() => this.#look());
    this.#changing = done.catch((error: unknown) =>
      this.#options.log.error({ error: messageOf(error) }, 'cannot start or stop the stream'),
    );
    return done;
  }

  #state(): BroadcastState {
    if (this.#broadcast) return this.#broadcast.state();
    const { key, since, isStopped } = this.#journal.schedule;
    const { enabled } = this.#options;
    return { ...NOTHING, phase: enabled && isStopped ? 'stopped' : 'offline', key: enabled ? key : null, keySince: enabled ? since : null };
  }

  #note(kind: StreamRecord['kind'], reason: StreamingReason | null, text: string, key: number | null = null): void {
    this.#journal.note({ at: this.#options.clock.now(), kind, key, reason, text });
    if (kind === 'rotation_failed') this.#noteEvent({ kind: 'streaming_rotation_failed', data: { reason, said: text } });
    this.#options.onChange?.();
  }

  #noteEvent(event: EventTold): void {
    const { channel, note } = this.#options;
    note?.({ ...event, channel });
  }

  #look(): void {
    this.#changes.look(this.#state());
  }

  async #watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await rest(this.#options.clock, TICK_MS, signal);
      if (!signal.aborted) this.#look();
    }
  }
}
