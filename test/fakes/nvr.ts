import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { freePorts } from './free-port.ts';
import { ffmpegWith, ownClock, SITE_ZONE } from './set-clock.ts';

const MAIN = path.join(import.meta.dirname, '../../src/main.ts');
const READY = /^Mini-NVR is ready: (\S+)/;
const READY_WITHIN_MS = 120_000;

/** A user every started product has. */
export const USER = { username: 'anna', password: 'correct horse 7' } as const;

export interface NvrOptions {
  /** Variables of `.env`; ports, folders and the user are set already. */
  readonly env?: Readonly<Record<string, string>>;
  /** A folder of an earlier product, to start again on what it left. */
  readonly folder?: string;
  /** The program, when it is not the server itself: a path of this project. */
  readonly program?: string;
  /** Wrap the program, e.g. in faketime. */
  readonly wrapper?: readonly string[];
  /** Where the machine has a lot to do; two minutes otherwise. */
  readonly readyWithinMs?: number;
}

interface HubPorts {
  readonly api: number;
  readonly rtsp: number;
  readonly webrtc: number;
}

/** The whole product as a process of its own, on free ports and in a folder of its own. */
export class Nvr implements AsyncDisposable {
  readonly folder: string;
  readonly url: string;
  /** Where its go2rtc listens. */
  readonly hubPorts: HubPorts;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown[]>;
  readonly #lines: string[];
  readonly #keepsFolder: boolean;
  /** What a program that is no browser sends. */
  get cookies(): string {
    return this.#cookies;
  }

  #cookies = '';

  private constructor(
    child: ChildProcess,
    at: { folder: string; url: string; hubPorts: HubPorts; lines: string[]; exited: Promise<unknown[]>; keepsFolder: boolean },
  ) {
    this.#child = child;
    this.#exited = at.exited;
    this.#lines = at.lines;
    this.#keepsFolder = at.keepsFolder;
    this.folder = at.folder;
    this.hubPorts = at.hubPorts;
    this.url = at.url.replace(/\/$/, '');
  }

  /** Starts it and waits until it says that it is ready. @throws with its output when it ends instead */
  static async start(options: NvrOptions = {}): Promise<Nvr> {
    const { env = {}, folder, wrapper = [], program: main = MAIN, readyWithinMs = READY_WITHIN_MS } = options;
    const home = folder ?? mkdtempSync(path.join(tmpdir(), 'nvr-'));
    const [program = process.execPath, ...args] = [...wrapper, process.execPath, main];
    const variables = await environment(home, env);
    const hubPorts = hubPortsOf(variables);
    const child = spawn(program, args, { cwd: home, env: variables, stdio: ['ignore', 'pipe', 'pipe'] });
    const exited = once(child, 'exit');
    const lines: string[] = [];
    const { promise: ready, resolve } = Promise.withResolvers<string>();
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        const url = READY.exec(line)?.[1];
        if (url) resolve(url);
      });
    }
    const late = new Promise<undefined>((done) => setTimeout(() => done(undefined), readyWithinMs).unref());
    const url = await Promise.race([ready, exited.then(() => undefined), late]);
    if (!url) {
      child.kill('SIGKILL');
      await exited;
      if (folder === undefined) rmSync(home, { recursive: true, force: true, maxRetries: 5 });
      throw new Error(`the product did not start (exit code ${child.exitCode}):\n${lines.slice(-30).join('\n')}`);
    }
    return new Nvr(child, { folder: home, url, hubPorts, lines, exited, keepsFolder: folder !== undefined });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Whether its process is gone. */
  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get recordDir(): string {
    return path.join(this.folder, 'recordings');
  }

  /** Everything it has printed so far. */
  get output(): readonly string[] {
    return this.#lines;
  }

  /** Signs in as the user every product has; later requests carry the session. */
  async signIn(): Promise<this> {
    const answer = await fetch(new URL('/api/login', this.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(USER),
    });
    if (!answer.ok) throw new Error(`signing in: ${answer.status} ${await answer.text()}`);
    this.#cookies = answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
    return this;
  }

  /** A request with the session and the CSRF token. */
  fetch(place: string, init: RequestInit = {}): Promise<Response> {
    const token = /csrf_token=([^;]+)/.exec(this.#cookies)?.[1] ?? '';
    const headers = {
      cookie: this.#cookies,
      'x-csrf-token': decodeURIComponent(token),
      ...(init.headers as Record<string, string> | undefined),
    };
    return fetch(new URL(place, this.url), { ...init, headers });
  }

  /** A WebSocket with the session, as the web app opens it. */
  socket(place: string): WebSocket {
    const url = new URL(place, this.url);
    url.protocol = 'ws:';
    return new WebSocket(url, { headers: { cookie: this.#cookies, origin: this.url } });
  }

  /** A GET whose JSON answer must be well. */
  async json<T>(place: string): Promise<T> {
    const answer = await this.fetch(place);
    if (!answer.ok) throw new Error(`${place}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** Asks until a question is answered with yes. @returns ms it took. @throws after `withinMs` */
  async until(question: () => Promise<boolean>, withinMs: number, what: string): Promise<number> {
    const begun = performance.now();
    for (;;) {
      if (await question().catch(() => false)) return performance.now() - begun;
      if (performance.now() - begun > withinMs) throw new Error(`${what}: not within ${withinMs} ms\n${this.#lines.slice(-15).join('\n')}`);
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  /** Sends a signal and waits for the end. @returns the exit code and ms it took */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<{ code: number | null; tookMs: number }> {
    const begun = performance.now();
    if (!this.hasEnded) this.#child.kill(signal);
    await this.#exited;
    return { code: this.#child.exitCode, tookMs: performance.now() - begun };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    if (!this.#keepsFolder) rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function hubPortsOf(variables: Readonly<Record<string, string>>): HubPorts {
  const of = (name: string): number => Number(variables[`GO2RTC_${name}_PORT`]);
  return { api: of('API'), rtsp: of('RTSP'), webrtc: of('WEBRTC') };
}

/** Nothing of the developer's own environment but what programs need to be found, and to see the same clock. */
async function environment(home: string, more: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const [web = 0, api = 0, rtsp = 0, webrtc = 0] = await freePorts(4);
  const clock = ownClock();
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    TZ: SITE_ZONE,
    ...clock,
    ...(clock.LD_PRELOAD && { FFMPEG_BIN: ffmpegWith(clock, home) }),
    WEB_PORT: String(web),
    GO2RTC_API_PORT: String(api),
    GO2RTC_RTSP_PORT: String(rtsp),
    GO2RTC_WEBRTC_PORT: String(webrtc),
    RECORD_DIR: path.join(home, 'recordings'),
    DATA_DIR: path.join(home, 'data'),
    SECRET_KEY: 'a secret key that only tests use',
    user1: USER.username,
    pass1: USER.password,
    MIN_FREE_GB: '0',
    ...more,
  };
}

/** Variables that make the simulator's cameras channels 1…N. */
export function cameraEnv(count: number, urlOf: (camera: number) => string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`CAMERA_${index + 1}_URL`, urlOf(index + 1)]));
}
