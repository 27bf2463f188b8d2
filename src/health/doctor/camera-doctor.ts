import type { CameraCheckAnswer, Finding } from '#shared/health.ts';
import type { StreamTrouble } from '../../hub/hub.ts';
import type { Clock } from '../../lib/clock.ts';
import { messageOf, StreamUnavailable } from '../../lib/errors.ts';
import { isoOf } from '../../lib/iso-time.ts';
import type { Logger } from '../../lib/log.ts';
import type { Drift } from '../clock-drift.ts';
import { findingsOfLook, worstOf } from './findings.ts';
import type { Gop } from './gop.ts';
import { stillPicture } from './still-picture.ts';
import { lookAtStream } from './stream-look.ts';
import { findingsOfTrouble } from './trouble-findings.ts';

const KNOCK_WITHIN_MS = 8_000;

export interface CameraDoctorOptions {
  /** Learns whether the camera gives its stream, and holds it meanwhile. @throws StreamUnavailable */
  readonly knock: (channel: number, signal: AbortSignal) => Promise<Disposable>;
  /** Where one program reads a camera's stream, once. */
  readonly sourceOf: (channel: number) => string;
  /** From the newest recording; null when there is none. */
  readonly gopOf: (channel: number) => Promise<Gop | null>;
  /** How its clock runs against ours, from its recordings; null while that is not known. */
  readonly driftOf: (channel: number) => Drift | null;
  /** Frames a second that its recorder counts; null when nobody counts. */
  readonly rateOf: (channel: number) => number | null;
  /** Whether it is read by UDP. */
  readonly isByUdp: (channel: number) => boolean;
  /** Why the recorder leaves its sound out; null where it does not. */
  readonly soundLeftOutOf: (channel: number) => { readonly codec: string | null } | null;
  readonly programs: { readonly ffmpeg: string; readonly ffprobe: string };
  readonly clock: Clock;
  readonly log: Logger;
}

/** Looks at a camera and says in plain words what it finds. Everything goes through the hub: the camera sees no second connection. */
export class CameraDoctor implements AsyncDisposable {
  readonly #options: CameraDoctorOptions;
  readonly #life = new AbortController();
  readonly #visits = new Map<number, Promise<CameraCheckAnswer>>();

  constructor(options: CameraDoctorOptions) {
    this.#options = options;
  }

  /** Takes about five seconds; who asks meanwhile gets the same answer. @param known trouble that the camera need not be asked for */
  check(channel: number, known?: StreamTrouble): Promise<CameraCheckAnswer> {
    const running = this.#visits.get(channel) ?? this.#visit(channel, known).finally(() => this.#visits.delete(channel));
    this.#visits.set(channel, running);
    return running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await Promise.allSettled(this.#visits.values());
  }

  async #visit(channel: number, known: StreamTrouble | undefined): Promise<CameraCheckAnswer> {
    const { clock } = this.#options;
    const startedAt = clock.monotonic();
    const { findings, jpeg = null } = known ? { findings: findingsOfTrouble(known.reason, known.detail) } : await this.#look(channel);
    return {
      channel,
      at: isoOf(clock.now()),
      tookMs: Math.round(clock.monotonic() - startedAt),
      verdict: worstOf(findings),
      findings,
      picture: jpeg && `data:image/jpeg;base64,${jpeg.toString('base64')}`,
    };
  }

  async #look(channel: number): Promise<{ findings: Finding[]; jpeg?: Buffer | null }> {
    const { knock, sourceOf, gopOf, driftOf, rateOf, isByUdp, soundLeftOutOf, programs, log } = this.#options;
    const { signal } = this.#life;
    const rate = rateOf(channel) || null;
    const intervalMs = rate && Math.round(1000 / rate);
    try {
      using _ = await this.#within(KNOCK_WITHIN_MS, (limit) => knock(channel, limit));
      const [look, jpeg, recorded] = await Promise.all([
        lookAtStream({ ffprobe: programs.ffprobe, source: sourceOf(channel), intervalMs, signal }),
        stillPicture({ ffmpeg: programs.ffmpeg, source: sourceOf(channel), intervalMs, signal }),
        gopOf(channel).catch(() => null),
      ]);
      const recordings = { gop: recorded, drift: driftOf(channel), rate };
      const facts = { ...recordings, isByUdp: isByUdp(channel), soundLeftOut: soundLeftOutOf(channel) };
      return { findings: findingsOfLook(look, facts, jpeg !== null), jpeg };
    } catch (error) {
      if (error instanceof StreamUnavailable) return { findings: findingsOfTrouble(error.reason, error.message) };
      log.warn({ channel, error: messageOf(error) }, 'camera check failed');
      return { findings: findingsOfTrouble('unknown', 'The camera could not be looked at') };
    }
  }

  async #within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const late = AbortSignal.timeout(ms);
    return await work(AbortSignal.any([late, this.#life.signal])).catch((error: unknown) => {
      throw late.aborted ? new StreamUnavailable('timeout', 'The camera does not answer in time') : error;
    });
  }
}
