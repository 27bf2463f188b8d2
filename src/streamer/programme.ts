import type { Clock } from '../lib/clock.ts';
import { type AmfValue, type FlvTag, isConfiguration, isEnd, isKeyframe, metadataOf } from '../rtmp/rtmp.ts';
import { Rate } from './rate.ts';
import { SILENT_CONFIGURATION, type Silence, silenceFor } from './silence.ts';

/** Where a tag comes from. */
export type Origin = 'camera' | 'slate';

/** What the stream is like now. */
export interface ProgrammeFacts {
  readonly width: number | null;
  readonly height: number | null;
  readonly frameRate: number | null;
  /** Longest time between two keyframes of the camera lately, in ms. */
  readonly keyframeMs: number | null;
}

export interface Listener {
  /** Configuration first, then all from the newest keyframe on. */
  readonly onTag: (tag: FlvTag) => void;
}

const MOST_CACHED_BYTES = 24 * 2 ** 20;
const FRAME_MS = 40;
/** A camera's timestamps that move further than this between two frames have jumped. */
const JUMP_MS = 10_000;
/** So long sound may come later than its picture before silence takes its place. */
const LATE_SOUND_MS = 1200;
const LATE_SOUND_LEFT_MS = 400;
const MOST_SILENCE_MS = 60_000;
const REMEMBERED_KEYFRAMES = 8;
const REMEMBERED_RUNS = 3;

/** One source's place on the stream's time. */
interface Place {
  readonly origin: Origin;
  readonly run: object;
  offset: number;
}

/**
 * One stream made of what comes one after the other: the camera, its still picture while it is away, the camera again. Time
 * never stands still or runs backwards, sound never stops, and who joins begins with the newest keyframe.
 */
export class Programme {
  readonly #clock: Clock;
  readonly #epoch: number;
  readonly #listeners = new Set<Listener>();
  readonly #keyframes: number[] = [];
  readonly #rate = new Rate();
  #place: Place | undefined;
  #bytes = 0;
  readonly #configurations = new Map<object, { video?: Buffer; audio?: Buffer }>();
  #video: Buffer | undefined;
  #audio: Buffer | undefined;
  #silence: Silence | undefined;
  #isSilent = false;
  #metadata: Readonly<Record<string, AmfValue>> = {};
  #videoAt = -FRAME_MS;
  /** Of the newest sound; not rounded, so that frames of silence follow each other exactly. */
  #audioAt: number | undefined;
  #lastKeyframeAt: number | undefined;
  #cache: FlvTag[] = [];
  #cachedBytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#epoch = clock.monotonic();
  }

  /** What is streamed now; null before the first picture. */
  get origin(): Origin | null {
    return this.#place?.origin ?? null;
  }

  get facts(): ProgrammeFacts {
    return {
      width: numberIn(this.#metadata, 'width'),
      height: numberIn(this.#metadata, 'height'),
      frameRate: numberIn(this.#metadata, 'framerate'),
      keyframeMs: this.#keyframes.length > 0 ? Math.max(...this.#keyframes) : null,
    };
  }

  /** What the stream takes, over the last seconds. */
  get bytesPerSecond(): number {
    return this.#rate.of(this.#bytes, this.#clock.monotonic());
  }

  /** What a new session tells the ingest about the stream. */
  get description(): Readonly<Record<string, AmfValue>> {
    const { width, height, frameRate } = this.facts;
    return {
      ...(width !== null && height !== null && { width, height }),
      ...(frameRate !== null && frameRate > 0 && { framerate: frameRate }),
      videocodecid: 7,
      ...(this.#audio && { audiocodecid: 10 }),
      ...(this.#silence && { audiosamplerate: this.#silence.sampleRate, stereo: this.#silence.channels === 2 }),
      encoder: 'Mini-NVR',
    };
  }

  /** A tag of a source; `run` is the same object for all tags of one life of it, whose timestamps belong together. */
  take(origin: Origin, run: object, tag: FlvTag, isSilent = false): void {
    if (tag.kind === 'data') {
      if (origin === 'camera') this.#metadata = metadataOf(tag) ?? this.#metadata;
    } else if (isEnd(tag)) return;
    else if (isConfiguration(tag)) this.#configure(run, tag);
    else if (this.#place?.run === run) this.#pass(this.#place, tag);
    else if (isKeyframe(tag)) this.#begin(origin, run, tag, isSilent);
  }

  /** Joins: gets the newest keyframe and all after it at once, and then what comes. */
  join(listener: Listener): Disposable {
    for (const tag of this.#opening()) listener.onTag(tag);
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  #opening(): FlvTag[] {
    const timestamp = this.#cache[0]?.timestamp ?? Math.max(0, this.#videoAt);
    return [...this.#configurationTags(timestamp), ...this.#cache];
  }

  #configurationTags(timestamp: number): FlvTag[] {
    const video: FlvTag[] = this.#video ? [{ kind: 'video', timestamp, body: this.#video }] : [];
    return this.#audio ? [...video, { kind: 'audio', timestamp, body: this.#audio }] : video;
  }

  #configure(run: object, { kind, body }: FlvTag): void {
    this.#configurations.set(run, { ...this.#configurations.get(run), [kind]: body });
    const [oldest] = this.#configurations.keys();
    if (oldest && oldest !== this.#place?.run && this.#configurations.size > REMEMBERED_RUNS) this.#configurations.delete(oldest);
    if (this.#place?.run === run) this.#announce(run, this.#place.origin);
  }

  #begin(origin: Origin, run: object, keyframe: FlvTag, isSilent: boolean): void {
    const elapsed = Math.floor(this.#clock.monotonic() - this.#epoch);
    const at = Math.max(this.#videoAt + FRAME_MS, elapsed);
    this.#place = { origin, run, offset: at - keyframe.timestamp };
    if (origin === 'camera') this.#isSilent = isSilent;
    this.#lastKeyframeAt = undefined;
    this.#forget();
    this.#announce(run, origin);
    this.#pass(this.#place, keyframe);
  }

  /** Makes the configuration of a source the stream's, and tells it when it has changed. */
  #announce(run: object, origin: Origin): void {
    const { video, audio } = this.#configurations.get(run) ?? {};
    const sound = origin === 'slate' || this.#isSilent ? (this.#audio ?? SILENT_CONFIGURATION) : (audio ?? this.#audio);
    const isNew = { video: video !== undefined && !same(video, this.#video), audio: sound !== undefined && !same(sound, this.#audio) };
    this.#video = video ?? this.#video;
    if (isNew.audio) this.#silence = sound && silenceFor(sound);
    this.#audio = sound;
    const timestamp = Math.max(0, this.#videoAt);
    for (const tag of this.#configurationTags(timestamp)) if (tag.kind !== 'data' && isNew[tag.kind]) this.#tell(tag);
  }

  #pass(place: Place, tag: FlvTag): void {
    if (tag.kind === 'video') this.#passVideo(place, tag);
    else this.#passAudio(place, tag);
  }

  #passVideo(place: Place, tag: FlvTag): void {
    const step = tag.timestamp + place.offset - this.#videoAt;
    if (step <= 0 || step > JUMP_MS) place.offset += FRAME_MS - step; // the source's time jumped; ours does not
    const timestamp = tag.timestamp + place.offset;
    this.#videoAt = timestamp;
    this.#fill(place, timestamp);
    if (isKeyframe(tag)) {
      if (place.origin === 'camera') this.#noteKeyframe(timestamp);
      this.#forget();
    }
    this.#keep({ ...tag, timestamp });
  }

  #passAudio(place: Place, tag: FlvTag): void {
    const timestamp = tag.timestamp + place.offset;
    if (this.#isSilent || timestamp <= (this.#audioAt ?? -1) || timestamp > this.#videoAt + JUMP_MS) return; // silence is there already
    this.#audioAt = timestamp;
    this.#keep({ ...tag, timestamp });
  }

  /** Puts silence where no sound has come. */
  #fill({ origin }: Place, videoAt: number): void {
    if (!this.#silence) return;
    const isAlone = this.#isSilent || origin === 'slate';
    const { frameMs, body } = this.#silence;
    const last = this.#audioAt ?? videoAt - frameMs;
    this.#audioAt = last;
    if (!isAlone && videoAt - last < LATE_SOUND_MS) return;
    const until = videoAt - (isAlone ? 0 : LATE_SOUND_LEFT_MS);
    for (let at = Math.max(last, videoAt - MOST_SILENCE_MS) + frameMs; at < until; at += frameMs) {
      this.#audioAt = at;
      this.#keep({ kind: 'audio', timestamp: Math.round(at), body });
    }
  }

  #noteKeyframe(timestamp: number): void {
    if (this.#lastKeyframeAt !== undefined) this.#keyframes.push(timestamp - this.#lastKeyframeAt);
    if (this.#keyframes.length > REMEMBERED_KEYFRAMES) this.#keyframes.shift();
    this.#lastKeyframeAt = timestamp;
  }

  #keep(tag: FlvTag): void {
    this.#bytes += tag.body.length;
    this.#cachedBytes += tag.body.length;
    if (this.#cachedBytes > MOST_CACHED_BYTES) this.#forget(); // keyframes too far apart: who joins waits for the next one
    const isOpen = this.#cache.length > 0 || isKeyframe(tag);
    if (isOpen) this.#cache.push(tag);
    this.#tell(tag);
  }

  #forget(): void {
    this.#cache = [];
    this.#cachedBytes = 0;
  }

  #tell(tag: FlvTag): void {
    for (const { onTag } of [...this.#listeners]) onTag(tag);
  }
}

function same(a: Buffer, b: Buffer | undefined): boolean {
  return b?.equals(a) ?? false;
}

function numberIn(fields: Readonly<Record<string, AmfValue>>, name: string): number | null {
  const value = fields[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
