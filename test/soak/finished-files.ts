import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { rowsOf } from './catalogue-look.ts';
import { pause } from './pause.ts';

const LOOK_EVERY_MS = 2_000;
const STAMP = /NVR-CONSERVATION(\d{4})([MS])(\d{12})@(\d{13})[KP]/g;

/** A recording as it was when it was first seen finished. */
export interface FinishedFile {
  /** Below RECORD_DIR. */
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly seenAt: number;
  readonly frames: readonly StampedFrames[];
}

/** The frames of one stream in a file, with when they were sent. */
export interface StampedFrames {
  readonly camera: number;
  readonly stream: 'main' | 'sub';
  readonly frames: readonly (readonly [counter: number, wallMs: number])[];
}

/** Remembers every finished recording from the moment it is one: they must never change again. */
export class FinishedFiles {
  readonly files = new Map<string, FinishedFile>();
  readonly #over = new AbortController();
  readonly #place: { readonly folder: string; readonly recordDir: string };
  #looking: Promise<void> = Promise.resolve();

  private constructor(place: { readonly folder: string; readonly recordDir: string }) {
    this.#place = place;
  }

  static start(place: { readonly folder: string; readonly recordDir: string }): FinishedFiles {
    const finished = new FinishedFiles(place);
    finished.#looking = finished.#watch();
    return finished;
  }

  /** All that was finished so far. */
  get bytes(): number {
    return [...this.files.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  async end(): Promise<void> {
    this.#over.abort();
    await this.#looking;
  }

  async #watch(): Promise<void> {
    while (await pause(LOOK_EVERY_MS, this.#over.signal)) await this.#look().catch(() => undefined); // the next look sees it
  }

  async #look(): Promise<void> {
    const fresh = rowsOf(this.#place.folder).filter(({ container, path: file }) => container === 'mp4' && !this.files.has(file));
    for (const { path: file } of fresh) {
      const bytes = await readFile(path.join(this.#place.recordDir, file)).catch(() => undefined);
      if (bytes)
        this.files.set(file, { path: file, sha256: sha256(bytes), sizeBytes: bytes.length, seenAt: Date.now(), frames: framesIn(bytes) });
    }
  }
}

/** Of a whole file, in hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The numbers that the camera simulator put into its frames. */
function framesIn(bytes: Buffer): StampedFrames[] {
  const streams = new Map<string, { camera: number; stream: 'main' | 'sub'; frames: [number, number][] }>();
  for (const [, camera, letter, counter, wallMs] of bytes.toString('latin1').matchAll(STAMP)) {
    const key = `${camera}${letter}`;
    const stream = streams.get(key) ?? { camera: Number(camera), stream: letter === 'M' ? 'main' : 'sub', frames: [] };
    streams.set(key, stream);
    stream.frames.push([Number(counter), Number(wallMs)]);
  }
  return [...streams.values()];
}
