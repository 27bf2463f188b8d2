import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MediaInvalid, Refused } from '../lib/errors.ts';
import { likelyContainer } from '../lib/files/container.ts';
import { runChild } from '../lib/process/child.ts';
import { MEMORY_FOR } from '../lib/process/child-limits.ts';

/** So many at once, and so many that wait: each is an ffmpeg for a fraction of a second. */
const AT_ONCE = 2;
const MOST_WAITING = 64;
const WITHIN_MS = 15_000;

export interface PictureWork {
  /** A video file; given as bytes, it is read when its turn has come, and put on the disk for the moment. */
  readonly source: { readonly file: string; readonly fromMs: number } | { readonly bytes: () => Promise<Uint8Array> };
  /** ffmpeg's filters. */
  readonly filter: string;
  readonly niceness: number;
}

/** Lets ffmpeg make JPEGs, a few at a time. */
export class PictureMaker implements AsyncDisposable {
  readonly #ffmpeg: string;
  readonly #folder: string;
  readonly #life = new AbortController();
  readonly #working = new Set<Promise<unknown>>();
  #waiting: (() => void)[] = [];

  private constructor(ffmpeg: string, folder: string) {
    this.#ffmpeg = ffmpeg;
    this.#folder = folder;
  }

  static async open({ ffmpeg, folder }: { readonly ffmpeg: string; readonly folder: string }): Promise<PictureMaker> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new PictureMaker(ffmpeg, folder);
  }

  /**
   * @returns the JPEG, and the media time of its picture as ffmpeg says it
   * @throws MediaInvalid when ffmpeg finds no picture; Refused `too-busy`
   */
  async make(work: PictureWork): Promise<{ jpeg: Buffer; mediaMs: number }> {
    await this.#turn();
    const making = this.#make(work);
    this.#working.add(making);
    try {
      return await making;
    } finally {
      this.#working.delete(making);
      this.#waiting.shift()?.();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    for (const go of this.#waiting.splice(0)) go();
    await Promise.allSettled([...this.#working]);
  }

  async #turn(): Promise<void> {
    while (this.#working.size >= AT_ONCE && !this.#life.signal.aborted) {
      if (this.#waiting.length >= MOST_WAITING) throw new Refused('too-busy', 'Too many pictures are being made: try again in a moment');
      await new Promise<void>((go) => this.#waiting.push(go));
    }
  }

  async #make({ source, filter, niceness }: PictureWork): Promise<{ jpeg: Buffer; mediaMs: number }> {
    const own = path.join(this.#folder, `${randomBytes(8).toString('hex')}.mp4`);
    const file = 'file' in source ? source.file : own;
    const seek = 'file' in source ? ['-noaccurate_seek', '-copyts', '-ss', (source.fromMs / 1000).toFixed(3)] : [];
    try {
      if ('bytes' in source) await writeFile(own, await source.bytes(), { mode: 0o600 });
      return await this.#run(
        [
          ...seek,
          '-f',
          (await likelyContainer(file)) === 'mkv' ? 'matroska' : 'mov',
          '-i',
          `file:${file}`,
          '-an',
          '-vf',
          `showinfo,${filter}`,
        ],
        niceness,
      );
    } finally {
      await rm(own, { force: true });
    }
  }

  async #run(args: readonly string[], niceness: number): Promise<{ jpeg: Buffer; mediaMs: number }> {
    const chunks: Buffer[] = [];
    let mediaMs = 0;
    const base = ['-hide_banner', '-nostdin', '-threads', '1', '-protocol_whitelist', 'file,pipe'];
    const { code, lastWords } = await runChild(
      { program: this.#ffmpeg, args: [...base, ...args, '-frames:v', '1', '-q:v', '5', '-f', 'mjpeg', 'pipe:1'] },
      {
        signal: AbortSignal.any([this.#life.signal, AbortSignal.timeout(WITHIN_MS)]),
        graceMs: 500,
        niceness,
        memoryBytes: MEMORY_FOR.decoding,
        onStderr: (line) => {
          const seconds = /\bn: *0 .*pts_time:([\d.]+)/.exec(line)?.[1];
          if (seconds !== undefined) mediaMs = Number(seconds) * 1000;
        },
        readStdout: async (stream) => {
          for await (const chunk of stream) chunks.push(chunk);
        },
      },
    );
    if (chunks.length === 0)
      throw new MediaInvalid('no picture can be made of this moment', { data: { code, lastWords: lastWords.join('\n') } });
    return { jpeg: Buffer.concat(chunks), mediaMs };
  }
}
