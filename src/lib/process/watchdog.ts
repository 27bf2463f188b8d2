import { readFile, rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

const BEAT_MS = 1_000;

/** What the thread is told. */
export interface WatchdogOrder {
  readonly beats: Int32Array<SharedArrayBuffer>;
  readonly limitMs: number;
  readonly lookMs: number;
  readonly noteFile: string;
}

export interface WatchdogOptions {
  /** The main thread may stand still so long. */
  readonly limitMs: number;
  /** Where it is noted that, and where, it stood still for longer: the next start reads it. */
  readonly noteFile: string;
  readonly beatMs?: number;
}

const Note = z.object({ at: z.number(), stillMs: z.number(), stack: z.array(z.string()) });
/** That the process was ended because its main thread stood still: when (epoch ms), for how long, and in which functions. */
export type WatchdogNote = z.infer<typeof Note>;

/** Ends the process, with SIGKILL, when its main thread has stood still for too long; whoever keeps it running starts it again. */
export class Watchdog implements AsyncDisposable {
  readonly #thread: Worker;
  readonly #beating: NodeJS.Timeout;

  private constructor(thread: Worker, beating: NodeJS.Timeout) {
    this.#thread = thread;
    this.#beating = beating;
  }

  static start({ limitMs, noteFile, beatMs = BEAT_MS }: WatchdogOptions): Watchdog {
    const beats = new Int32Array(new SharedArrayBuffer(4));
    const workerData: WatchdogOrder = { beats, limitMs, lookMs: beatMs, noteFile };
    const thread = new Worker(new URL('./watchdog-thread.ts', import.meta.url), { workerData, stdout: false, stderr: false });
    thread.unref();
    const beating = setInterval(() => Atomics.add(beats, 0, 1), beatMs).unref();
    return new Watchdog(thread, beating);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#beating);
    await this.#thread.terminate();
  }
}

/** Reads, once, why the process before this one was ended; undefined when it was not the watchdog. */
export async function takeWatchdogNote(noteFile: string): Promise<WatchdogNote | undefined> {
  const text = await readFile(noteFile, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  await rm(noteFile, { force: true });
  try {
    return Note.parse(JSON.parse(text));
  } catch {
    return undefined; // it was killed before the note was whole
  }
}
