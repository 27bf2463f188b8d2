import type { RecordingPhase } from '#shared/channel.ts';
import { DAY_MS } from '#shared/durations.ts';
import type { Clock } from '../lib/clock.ts';
import { patienceFor, usualInterval } from '../lib/silence.ts';
import type { ClosedSegment, SoundLeftOut, StreamTrack } from '../recorder/recorder.ts';
import { ClockDrift, type Drift } from './clock-drift.ts';

const WINDOW_MS = 30_000;
/** Of a camera that sends a frame now and then, so many times count however long ago they were. */
const LEAST_BEATS = 4;
/** A camera that flickers all day: more need not be told apart. */
const MOST_RECONNECTS = 5_000;

interface Beat {
  readonly at: number;
  readonly frames: number;
}

interface Heart {
  beats: Beat[];
  lastFrameAt: number | null;
  video: StreamTrack | null;
  audio: StreamTrack | null;
  soundLeftOut: SoundLeftOut | null;
  phase: RecordingPhase | null;
  hasPaused: boolean;
  reconnects: number;
  reconnectedAt: number[];
  recordedMs: number;
  writtenBytes: number;
  readonly clock: ClockDrift;
}

/** What is known of a camera's recording from second to second. */
export interface Pulse {
  /** Over the last 30 s; 0 when none come any more, null when nobody counts. */
  readonly frameRate: number | null;
  /** How old the newest frame is; null when nobody counts. */
  readonly lastFrameAgeMs: number | null;
  /** How long frames of this camera may stay away before something is wrong. */
  readonly patienceMs: number;
  readonly video: StreamTrack | null;
  readonly audio: StreamTrack | null;
  /** How often its recording began anew since this process started, and in the last 24 h of it. */
  readonly reconnects: number;
  readonly reconnects24h: number;
  /** Of the segments closed since this process started. */
  readonly recordedMs: number;
  readonly writtenBytes: number;
}

/** Listens to the recorders: frames, streams, pauses, closed segments. Keeps a few numbers per camera, and no file. */
export class CameraPulse {
  readonly #clock: Clock;
  readonly #hearts = new Map<number, Heart>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Frames that are new since the last call. */
  frames(channel: number, frames: number): void {
    const heart = this.#heart(channel);
    const at = this.#clock.monotonic();
    const isNewRun = heart.lastFrameAt === null || at - heart.lastFrameAt > patienceOf(heart.beats);
    const counted = heart.beats.filter((beat, index, { length }) => at - beat.at <= WINDOW_MS || index > length - LEAST_BEATS);
    heart.beats = [...(isNewRun ? [] : counted), { at, frames }];
    heart.lastFrameAt = at;
  }

  track(channel: number, track: StreamTrack): void {
    const heart = this.#heart(channel);
    heart[track.kind] = track;
    if (track.kind === 'video') heart.audio = null; // it comes first, and there may be no sound any more
  }

  /** Its sound is not recorded, and why; null: it is. */
  sound(channel: number, leftOut: SoundLeftOut | null): void {
    this.#heart(channel).soundLeftOut = leftOut;
  }

  phase(channel: number, phase: RecordingPhase): void {
    const heart = this.#heart(channel);
    if (phase === 'recording' && heart.phase !== 'recording' && heart.hasPaused) this.#reconnected(heart);
    if (phase === 'waiting') heart.hasPaused = true;
    if (phase === 'waiting') heart.beats = [];
    heart.phase = phase;
  }

  closed(segment: Pick<ClosedSegment, 'channel' | 'startedAt' | 'endedAt' | 'durationMs' | 'sizeBytes'>): void {
    const heart = this.#heart(segment.channel);
    heart.recordedMs += segment.durationMs;
    heart.writtenBytes += segment.sizeBytes;
    heart.clock.closed(segment);
  }

  /** Another camera begins anew. */
  forget(channel: number): void {
    this.#hearts.delete(channel);
  }

  /** Why its sound is not recorded; null: it is, as far as it sends any. */
  soundLeftOutOf(channel: number): SoundLeftOut | null {
    return this.#heart(channel).soundLeftOut;
  }

  /** How the camera's clock runs against ours; null while that is not known. */
  driftOf(channel: number): Drift | null {
    return this.#heart(channel).clock.drift;
  }

  of(channel: number): Pulse {
    const { lastFrameAt, video, audio, reconnects, reconnectedAt, recordedMs, writtenBytes, beats } = this.#heart(channel);
    const at = this.#clock.monotonic();
    const lastFrameAgeMs = lastFrameAt === null ? null : at - lastFrameAt;
    const reconnects24h = reconnectedAt.filter((moment) => at - moment <= DAY_MS).length;
    const frameRate = rateOf(beats, lastFrameAgeMs);
    const patienceMs = patienceOf(beats);
    return { frameRate, lastFrameAgeMs, patienceMs, video, audio, reconnects, reconnects24h, recordedMs, writtenBytes };
  }

  #reconnected(heart: Heart): void {
    const at = this.#clock.monotonic();
    heart.hasPaused = false;
    heart.reconnects++;
    heart.reconnectedAt = [...heart.reconnectedAt.filter((moment) => at - moment <= DAY_MS).slice(1 - MOST_RECONNECTS), at];
  }

  #heart(channel: number): Heart {
    const heart = this.#hearts.get(channel) ?? newHeart();
    this.#hearts.set(channel, heart);
    return heart;
  }
}

function newHeart(): Heart {
  return {
    beats: [],
    lastFrameAt: null,
    video: null,
    audio: null,
    soundLeftOut: null,
    phase: null,
    hasPaused: false,
    reconnects: 0,
    reconnectedAt: [],
    recordedMs: 0,
    writtenBytes: 0,
    clock: new ClockDrift(),
  };
}

/** The first beat counts only as a beginning: at a start, frames that were kept back come in one burst. */
function rateOf(beats: readonly Beat[], lastFrameAgeMs: number | null): number | null {
  if (lastFrameAgeMs === null) return null;
  if (lastFrameAgeMs > patienceOf(beats)) return 0;
  const [first, ...rest] = beats;
  const spanMs = (rest.at(-1)?.at ?? 0) - (first?.at ?? 0);
  if (!first || spanMs < 1_000) return null;
  const frames = rest.reduce((sum, beat) => sum + beat.frames, 0);
  const rate = (frames / spanMs) * 1000;
  return rate < 1 ? Math.round(rate * 1000) / 1000 : Math.round(rate * 10) / 10;
}

/** By how far apart its frames were. */
function patienceOf(beats: readonly Beat[]): number {
  return patienceFor(usualInterval(beats.slice(1).map(({ at }, index) => at - (beats[index]?.at ?? at))));
}
