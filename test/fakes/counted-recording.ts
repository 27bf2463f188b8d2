import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LiveAnswer } from '#shared/live.ts';
import { Cameras, type Conservation, checkConservation } from './cameras.ts';
import { cameraEnv, Nvr } from './nvr.ts';

const ASK_EVERY_MS = 50;
/** An answer that takes so long is none; the time-out is what counts. */
const ANSWER_WITHIN_MS = 10_000;
/** A product that does not end when asked is killed, so that its frames can be counted. */
const END_WITHIN_MS = 30_000;

export interface CountedRecordingOptions {
  /** As the simulator wants them; main streams have 20 frames a second, each with its number. */
  readonly cameras?: string;
  readonly more?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Puts something into the product's folder before it starts. */
  readonly prepare?: (home: string) => Promise<void>;
  /** What the cameras ask for. */
  readonly login?: { readonly user: string; readonly password: string };
}

/** What a recording came through. */
export interface Outcome {
  /** Of SIGTERM. */
  readonly code: number | null;
  readonly tookMs: number;
  /** Of each camera: frames that it sent to us, between the first and the last recorded one, and that are in no file. */
  readonly missing: Readonly<Record<number, number>>;
  /** Frames that are in a file. */
  readonly recorded: Readonly<Record<number, number>>;
  readonly streams: readonly Conservation[];
  /** The time below which 99 of 100 answers of /healthz stayed, asked for 20 times a second. */
  readonly healthzP99Ms: number;
  readonly healthzCount: number;
}

/**
 * The whole product recording cameras that number their frames, while /healthz is asked all the time: what must not be disturbed
 * by whatever a test does meanwhile. `end` tells how it went; without it, disposing ends everything.
 */
export class CountedRecording implements AsyncDisposable {
  readonly nvr: Nvr;
  readonly cameras: Cameras;
  readonly count: number;
  readonly #folder: string;
  readonly #over = new AbortController();
  readonly #healthz: Promise<number[]>;

  private constructor(nvr: Nvr, cameras: Cameras, at: { count: number; folder: string }) {
    this.nvr = nvr;
    this.cameras = cameras;
    this.count = at.count;
    this.#folder = at.folder;
    this.#healthz = askHealthz(nvr, this.#over.signal);
  }

  /** Starts it, signed in, and waits until every camera is recorded. */
  static async start(options: CountedRecordingOptions = {}): Promise<CountedRecording> {
    const { cameras: kinds = '1:h264-aac,2:h264-silent,3:h264-pcma', more, env, prepare, login } = options;
    const folder = mkdtempSync(path.join(tmpdir(), 'counted-'));
    const count = kinds.split(',').length;
    const cameras = await Cameras.start({ cameras: kinds, sendLog: path.join(folder, 'sent.jsonl'), more, ...login });
    let nvr: Nvr | undefined;
    try {
      const product = { ...cameraEnv(count, (camera) => withLogin(cameras.url(camera), login)), SEGMENT_DURATION: '10', ...env };
      await prepare?.(folder);
      nvr = await (await Nvr.start({ folder, env: product })).signIn();
      const recording = new CountedRecording(nvr, cameras, { count, folder });
      await recording.allRecord(120_000);
      return recording;
    } catch (error) {
      await nvr?.end('SIGKILL');
      await cameras[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** @returns ms until every camera is recorded. @throws after `withinMs` */
  async allRecord(withinMs: number): Promise<number> {
    const areLive = async (): Promise<boolean> => {
      const { channels } = await this.nvr.json<LiveAnswer>('/api/live');
      return Object.values(channels).every(({ status }) => status === 'LIVE');
    };
    return await this.nvr.until(areLive, withinMs, 'every camera is recorded');
  }

  /** Records on until every camera has begun two more files: what happened before lies whole between recorded frames. */
  async recordOn(withinMs = 60_000): Promise<void> {
    const filesOf = (camera: number): number => globSync(path.join(this.nvr.recordDir, `ch${camera}/*/*.{mkv,mp4}`)).length;
    const cameras = Array.from({ length: this.count }, (_, index) => index + 1);
    const before = new Map(cameras.map((camera) => [camera, filesOf(camera)]));
    const haveMore = async (): Promise<boolean> => cameras.every((camera) => filesOf(camera) >= (before.get(camera) ?? 0) + 2);
    await this.nvr.until(haveMore, withinMs, 'every camera is recorded on');
  }

  /** Asks the product to end as systemd does, and counts the frames. */
  async end(): Promise<Outcome> {
    this.#over.abort();
    const times = (await this.#healthz).toSorted((a, b) => a - b);
    const killing = setTimeout(() => void this.nvr.end('SIGKILL'), END_WITHIN_MS);
    const { code, tookMs } = await this.nvr.end();
    clearTimeout(killing);
    const files = globSync(path.join(this.nvr.recordDir, 'ch*/*/*.{mkv,mp4}')).sort();
    const streams = await checkConservation(path.join(this.#folder, 'sent.jsonl'), files);
    return {
      ...{ code, tookMs, streams },
      missing: byCamera(streams, ({ lost }) => lost.reduce((sum, { frames }) => sum + frames, 0)),
      recorded: byCamera(streams, ({ frames }) => frames),
      healthzP99Ms: times[Math.ceil(times.length * 0.99) - 1] ?? Number.POSITIVE_INFINITY,
      healthzCount: times.length,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.nvr.end('SIGKILL');
    await this.cameras[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function withLogin(url: string, login: CountedRecordingOptions['login']): string {
  const text = login && `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@`;
  return url.replace('://', `://${text ?? ''}`);
}

function byCamera(streams: readonly Conservation[], of: (stream: Conservation) => number): Record<number, number> {
  return Object.fromEntries(streams.map((stream) => [stream.camera, of(stream)]));
}

async function askHealthz(nvr: Nvr, over: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  while (!over.aborted) {
    const begun = performance.now();
    const limit = AbortSignal.any([over, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    const answer = await fetch(new URL('/healthz', nvr.url), { signal: limit }).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    if (over.aborted) break;
    times.push(performance.now() - begun);
    await new Promise((done) => setTimeout(done, ASK_EVERY_MS));
  }
  return times;
}
