import { utimes, writeFile } from 'node:fs/promises';
import { type Clock, rest } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { runChild } from './child.ts';

const ALIVE_EVERY_MS = 5_000;
const TELL_WITHIN_MS = 5_000;

export interface LifeSignsOptions {
  readonly notifySocket: string | null;
  readonly watchdogMs: number | null;
  readonly aliveFile: string | null;
  readonly clock: Clock;
  readonly log: Logger;
  /** systemd's own program for it: Node has no datagram sockets of the file system. */
  readonly program?: string;
}

/**
 * Tells whoever keeps the process running that its event loop turns: systemd (READY=1, then WATCHDOG=1 three times within its limit) and the
 * health check of our image (a file's time). When the loop stands still, it falls silent, and the process is ended and started again.
 */
export class LifeSigns implements AsyncDisposable {
  readonly #options: LifeSignsOptions;
  readonly #life = new AbortController();
  #done: Promise<unknown> = Promise.resolve();
  #isWarned = false;

  private constructor(options: LifeSignsOptions) {
    this.#options = options;
  }

  static start(options: LifeSignsOptions): LifeSigns {
    const beat = new LifeSigns(options);
    const { aliveFile, notifySocket, watchdogMs } = options;
    beat.#done = Promise.all([
      aliveFile && beat.#repeat(ALIVE_EVERY_MS, () => touch(aliveFile)),
      notifySocket && beat.#notify('READY=1'),
      notifySocket && watchdogMs && beat.#repeat(watchdogMs / 3, () => beat.#notify('WATCHDOG=1')),
    ]);
    return beat;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await this.#done;
    if (this.#options.notifySocket) await this.#notify('STOPPING=1');
  }

  async #repeat(everyMs: number, work: () => Promise<void>): Promise<void> {
    const { clock } = this.#options;
    while (!this.#life.signal.aborted) {
      await work().catch((error: unknown) => this.#warn(error));
      await rest(clock, everyMs, this.#life.signal);
    }
  }

  async #notify(message: string): Promise<void> {
    const { notifySocket, program = 'systemd-notify' } = this.#options;
    const env = { NOTIFY_SOCKET: notifySocket ?? '' };
    await runChild({ program, args: [message], env }, { signal: AbortSignal.timeout(TELL_WITHIN_MS), graceMs: 1_000 }).then(
      ({ code, lastWords }) => code !== 0 && this.#warn(lastWords.join(' ') || `exit code ${code}`),
      (error: unknown) => this.#warn(error),
    );
  }

  /** Once: it fails the same way each time. */
  #warn(error: unknown): void {
    if (!this.#isWarned) this.#options.log.warn({ error: messageOf(error) }, 'cannot notify the supervisor (sd_notify)');
    this.#isWarned = true;
  }
}

async function touch(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => writeFile(file, '', { mode: 0o600 }));
}
