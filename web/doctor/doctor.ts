import type { CameraCheckAnswer } from '#shared/health.ts';
import type { Answer, ClientError } from '../client/answer.ts';
import { Store } from '../client/store.ts';
import type { Clock } from '../time/clock.ts';

/** What is known of one camera's check; times are epoch ms. */
export type Check =
  | { readonly phase: 'waiting' }
  | { readonly phase: 'looking'; readonly since: number }
  | { readonly phase: 'done'; readonly answer: CameraCheckAnswer }
  | { readonly phase: 'failed'; readonly error: ClientError };

interface DoctorOptions {
  readonly check: (channel: number, signal: AbortSignal) => Promise<Answer<CameraCheckAnswer>>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Sends the camera doctor to one camera after another, and keeps what it found; cameras are never looked at side by side. */
export class Doctor {
  readonly #options: DoctorOptions;
  readonly #checks = new Store<ReadonlyMap<number, Check>>(new Map());
  readonly #queue: number[] = [];
  #life = new AbortController();
  #isBusy = false;

  readonly subscribe = this.#checks.subscribe;
  readonly getSnapshot = this.#checks.getSnapshot;

  constructor(options: DoctorOptions) {
    this.#options = options;
  }

  /** Puts cameras into the queue, except those that are in it already. */
  check(channels: readonly number[]): void {
    for (const channel of channels) {
      const phase = this.getSnapshot().get(channel)?.phase;
      if (phase === 'waiting' || phase === 'looking') continue;
      this.#queue.push(channel);
      this.#set(channel, { phase: 'waiting' });
    }
    if (!this.#isBusy) void this.#work();
  }

  /** Those that wait are not looked at any more, and the check that runs is not waited for. */
  stop(): void {
    this.#queue.length = 0;
    this.#life.abort();
    this.#life = new AbortController();
    const rest = [...this.getSnapshot()].filter(([, { phase }]) => phase === 'done' || phase === 'failed');
    this.#checks.set(new Map(rest));
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let channel = this.#queue.shift(); channel !== undefined; channel = this.#queue.shift()) await this.#look(channel);
    this.#isBusy = false;
  }

  async #look(channel: number): Promise<void> {
    const { check, clock } = this.#options;
    const { signal } = this.#life;
    this.#set(channel, { phase: 'looking', since: clock.now() });
    const answer = await check(channel, signal);
    if (signal.aborted || answer.kind === 'aborted') return;
    this.#set(channel, answer.kind === 'success' ? { phase: 'done', answer: answer.value } : { phase: 'failed', error: answer.error });
  }

  #set(channel: number, check: Check): void {
    this.#checks.set(new Map(this.getSnapshot()).set(channel, check));
  }
}

/** What the doctor does so long after it came; it takes about six seconds in all. */
export function stageAt(elapsedMs: number): { readonly stage: 'connecting' | 'looking' | 'finishing'; readonly share: number } {
  // it never looks done before it is
  const share = 1 - Math.exp(-elapsedMs / 3500);
  return { stage: elapsedMs < 1000 ? 'connecting' : elapsedMs < 5000 ? 'looking' : 'finishing', share: Math.min(0.97, share) };
}
