import type { LiveAnswer } from '#shared/live.ts';
import { freePorts } from '../fakes/free-port.ts';
import { Nvr, USER } from '../fakes/nvr.ts';
import { Visitor } from '../fakes/visitor.ts';
import type { ClockShift } from './clock-shift.ts';
import type { Diary, Downtime } from './diary.ts';
import { pause, until } from './pause.ts';
import { type LivingProcess, livingProcesses, signal, stillLiving, treeOf } from './processes.ts';

/** Who is not our owner: signs in and out, and is attacked as the owner is. */
export const GUEST = { username: 'bert', password: 'staple battery 9' } as const;

const LOOK_EVERY_MS = 1_000;
/** Longer than anything we do to it on purpose. */
const FROZEN_AFTER_MS = 30_000;
/** After it was stopped or started, until it has done what had to wait. */
const SETTLE_MS = 1_000;
const MOST_STARTS = 3;
/** As whoever starts it for good does. */
const HEAP = '--max-old-space-size=768';
const LOOKS_WITHIN_MS = 10_000;
/** A machine that does ten things at once is slow to start an eleventh. */
const READY_WITHIN_MS = 90_000;
const END_AT_MOST_MS = 60_000;
const PORTS = ['WEB_PORT', 'GO2RTC_API_PORT', 'GO2RTC_RTSP_PORT', 'GO2RTC_WEBRTC_PORT'];

export interface ProductOptions {
  readonly folder: string;
  readonly recordDir: string;
  /** Variables for the cameras. */
  readonly env: Readonly<Record<string, string>>;
  readonly clock: ClockShift;
  readonly diary: Diary;
}

/** The whole product, which is killed and started again on the same ports and folders; nobody else starts it again, so we do. */
export class Product implements AsyncDisposable {
  readonly recordDir: string;
  readonly folder: string;
  readonly #options: ProductOptions;
  readonly #over = new AbortController();
  #nvr: Nvr;
  /** From an address that is not the owner's, whose attempts to sign in are limited. */
  readonly #looker: Visitor;
  #turn: Promise<unknown> = Promise.resolve();
  #keeping: Promise<void> = Promise.resolve();

  private constructor(options: ProductOptions, nvr: Nvr) {
    this.#options = options;
    this.#nvr = nvr;
    this.folder = options.folder;
    this.recordDir = options.recordDir;
    this.#looker = new Visitor(nvr.url, '127.0.0.2');
  }

  static async start(given: ProductOptions): Promise<Product> {
    const ports = await freePorts(PORTS.length);
    const fixed = Object.fromEntries(PORTS.map((name, at) => [name, `${ports[at]}`]));
    const options = { ...given, env: { ...given.env, ...fixed } };
    const product = new Product(options, await startNvr(options));
    product.#keeping = product.#keep();
    return product;
  }

  get url(): string {
    return this.#nvr.url;
  }

  get pid(): number {
    return this.#nvr.pid;
  }

  /** What its clock shows. */
  now(): number {
    return Date.now() + this.#options.clock.shiftMs;
  }

  /** The server and all it started. */
  processes(): LivingProcess[] {
    return treeOf(this.#nvr.pid);
  }

  /** The hub's process, while it lives. */
  hub(): LivingProcess | undefined {
    return this.processes().find(({ commandLine }) => /go2rtc\S* -config/.test(commandLine));
  }

  /** The process that records a camera, while there is one of its own. */
  recorder(camera: number): LivingProcess | undefined {
    return this.processes().find(({ commandLine }) => commandLine.includes(`-y ${this.recordDir}/ch${camera}/`));
  }

  /** A process that makes an MP4 of a recording. */
  conversion(): LivingProcess | undefined {
    return this.processes().find(
      ({ commandLine }) => /^ffmpeg\b.*-i file:/.test(commandLine.replace(/^\S*\//, '')) && commandLine.includes(this.recordDir),
    );
  }

  /** Every camera is recorded, as the server says. */
  async allRecord(): Promise<boolean> {
    const { status, json } = await this.#looker.ask('/api/live', { signal: AbortSignal.timeout(LOOKS_WITHIN_MS) });
    if (status === 200) return Object.values((json as LiveAnswer).channels).every((channel) => channel.status === 'LIVE');
    await this.#looker.login(USER.username, USER.password);
    return false;
  }

  /** Kills it, waits, starts it again. @returns what of it still lived a while later */
  killAndRestart(downMs: number): Promise<readonly LivingProcess[]> {
    return this.#alone(async () => {
      const former = this.processes();
      const down = this.#down();
      await this.#nvr.end('SIGKILL');
      await pause(downMs);
      await this.#startAgain();
      down.to = Date.now() + SETTLE_MS;
      await until(async () => stillLiving(former).length === 0, 5_000);
      return stillLiving(former);
    });
  }

  /** Stops it for a while, as a debugger or a machine that pages does. */
  halt(ms: number): Promise<void> {
    return this.#alone(async () => {
      const { pid } = this.#nvr;
      const down = this.#down();
      signal(pid, 'SIGSTOP');
      await pause(ms);
      signal(pid, 'SIGCONT');
      down.to = Date.now() + SETTLE_MS;
    });
  }

  /** Asks it to end, as systemd does. */
  async end(): Promise<{ readonly code: number | null; readonly tookMs: number; readonly left: readonly LivingProcess[] }> {
    this.#over.abort();
    await this.#keeping;
    const former = this.processes();
    const patience = new AbortController();
    const ended = await Promise.race([this.#nvr.end(), pause(END_AT_MOST_MS, patience.signal).then(() => undefined)]);
    patience.abort();
    if (!ended) await this.#nvr.end('SIGKILL');
    await until(async () => stillLiving(former).length === 0, 3_000);
    return { ...(ended ?? { code: null, tookMs: END_AT_MOST_MS }), left: [...stillLiving(former), ...this.#strangers()] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.#keeping;
    await this.#nvr.end('SIGKILL');
  }

  /** Processes that name our folders, whoever started them. */
  #strangers(): LivingProcess[] {
    return livingProcesses().filter(({ pid, commandLine }) => {
      return pid !== process.pid && (commandLine.includes(this.recordDir) || commandLine.includes(`${this.folder}/`));
    });
  }

  #down(): Downtime {
    const down = { from: Date.now(), to: Number.POSITIVE_INFINITY };
    this.#options.diary.downtimes.push(down);
    return down;
  }

  /** One after the other: who kills it must not meet who starts it again. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #startAgain(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        this.#nvr = await startNvr(this.#options);
        return;
      } catch (error) {
        this.#options.diary.breach('the server stays up', `it does not start: ${String(error)}`);
        if (attempt === MOST_STARTS) throw error;
      }
    }
  }

  /** What a service manager would do: notices a server that has ended or answers nothing any more. */
  async #keep(): Promise<void> {
    const { diary } = this.#options;
    let heardAt = Date.now();
    while (await pause(LOOK_EVERY_MS, this.#over.signal)) {
      const silentMs = Date.now() - heardAt;
      if (diary.wasDown(Date.now()) || (await isAlive(this.url))) heardAt = Date.now();
      else if (this.#nvr.hasEnded) await this.#revive('ended by itself', heardAt);
      else if (silentMs > FROZEN_AFTER_MS) await this.#revive(`answered nothing for ${Math.round(silentMs / 1000)} s`, heardAt);
    }
  }

  async #revive(what: string, since: number): Promise<void> {
    if (this.#over.signal.aborted) return;
    const { diary } = this.#options;
    diary.breach('the server stays up', `it ${what}; its last words:\n${this.#nvr.output.slice(-8).join('\n')}`);
    diary.downtimes.push({ from: since, to: Date.now() }); // told once, not by every figure that it spoils
    await this.killAndRestart(0).catch(() => undefined);
  }
}

async function startNvr({ folder, recordDir, env, clock }: ProductOptions): Promise<Nvr> {
  const users = { user2: GUEST.username, pass2: GUEST.password };
  const all = { NODE_OPTIONS: HEAP, MALLOC_ARENA_MAX: '2', ...users, ...env, ...clock.env, RECORD_DIR: recordDir };
  return await Nvr.start({ folder, env: all, wrapper: clock.wrapper, readyWithinMs: READY_WITHIN_MS });
}

async function isAlive(url: string): Promise<boolean> {
  const answer = await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
  return answer !== undefined;
}
