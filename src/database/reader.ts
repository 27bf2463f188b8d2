import { Worker } from 'node:worker_threads';
import { messageOf, Refused } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';

/** One question may take so long, its turn included; people have long gone then. */
const WITHIN_MS = 5_000;
/** More are not worth waiting for: each is answered within milliseconds, or the machine is far too busy. */
const MOST_WAITING = 64;
/** An answer that needs more memory is no answer for a browser. */
const HEAP_MB = 128;

type Answer = { readonly rows: readonly unknown[] } | { readonly problem: string };

interface Question {
  readonly text: string;
  readonly parameters: readonly unknown[];
  readonly resolve: (rows: readonly unknown[]) => void;
  readonly reject: (error: Error) => void;
  /** It has been given up: nobody waits for its answer. */
  isOver: boolean;
}

export interface ReaderOptions {
  readonly file: string;
  readonly log: Logger;
  readonly withinMs?: number;
}

/**
 * Answers questions that may read much in a thread of its own, one after the other and each in its time, so that the recording
 * never waits for them. The thread begins with the first question; one that takes too long ends it. SQLite cannot be interrupted
 * from here, so the thread lives until the step it is in is over: every question must read a bounded number of rows.
 */
export class Reader implements AsyncDisposable {
  readonly #options: ReaderOptions;
  readonly #waiting: Question[] = [];
  #current: Question | undefined;
  #worker: Worker | undefined;
  #isClosed = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /** @throws Refused `too-busy` when it cannot be answered in time */
  async ask(text: string, parameters: readonly unknown[]): Promise<readonly unknown[]> {
    if (this.#isClosed || this.#waiting.length >= MOST_WAITING) throw tooBusy();
    const { promise, resolve, reject } = Promise.withResolvers<readonly unknown[]>();
    const question: Question = { text, parameters, resolve, reject, isOver: false };
    this.#waiting.push(question);
    this.#next();
    const late = setTimeout(() => this.#giveUp(question), this.#options.withinMs ?? WITHIN_MS);
    return await promise.finally(() => clearTimeout(late));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const question of [...this.#waiting]) this.#giveUp(question);
    if (this.#current) this.#giveUp(this.#current);
    await this.#worker?.terminate();
  }

  #next(): void {
    if (this.#current || this.#isClosed) return;
    this.#current = this.#waiting.shift();
    if (!this.#current) return;
    const { text, parameters } = this.#current;
    this.#worker ??= this.#start();
    this.#worker.postMessage({ text, parameters });
  }

  #start(): Worker {
    const { file, log } = this.#options;
    const resourceLimits = { maxOldGenerationSizeMb: HEAP_MB };
    const worker = new Worker(new URL('./reader-thread.mjs', import.meta.url), { workerData: file, resourceLimits });
    worker.unref();
    worker.on('message', (answer: Answer) => this.#take(answer));
    worker.on('error', (error) => log.warn({ error: messageOf(error) }, 'database reader thread crashed; it is started again'));
    // only now the next question gets a thread: a query that is too slow is never beside another one
    worker.once('exit', () => this.#ended());
    return worker;
  }

  #take(answer: Answer): void {
    const question = this.#current;
    this.#current = undefined;
    if (question && !question.isOver) {
      if ('rows' in answer) question.resolve(answer.rows);
      else question.reject(new Error(answer.problem));
    }
    this.#next();
  }

  #ended(): void {
    this.#worker = undefined;
    this.#current?.reject(tooBusy());
    this.#current = undefined;
    this.#next();
  }

  #giveUp(question: Question): void {
    question.isOver = true;
    question.reject(tooBusy());
    const at = this.#waiting.indexOf(question);
    if (at >= 0) this.#waiting.splice(at, 1);
    if (question !== this.#current) return;
    this.#options.log.warn({ text: question.text.slice(0, 200) }, 'database query timed out');
    void this.#worker?.terminate();
  }
}

function tooBusy(): Refused {
  return new Refused('too-busy', 'This cannot be looked up now: try again in a moment, or ask for less', { data: { retryAfterS: 5 } });
}
