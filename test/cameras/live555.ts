import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const PROGRAM = 'live555MediaServer';
const MATERIAL = path.join(tmpdir(), 'live555-material');
/** It plays a file once: longer than any run. */
const SECONDS = 240;
const SOURCE = ['-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=10', '-t', String(SECONDS), '-b:v', '150k'];
const READY = /rtsp:\/\/[^:/\s]+:?(\d*)\/<filename>/;

/** Whether live555's server (Debian: livemedia-utils) is on the PATH. */
export function hasLive555(): boolean {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, PROGRAM)));
}

/** live555's RTSP server, which plays elementary streams from files. */
export class Live555 implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #port: string;

  private constructor(child: ChildProcess, port: string) {
    this.#child = child;
    this.#port = port;
  }

  /** @param files name, and ffmpeg's arguments that make it */
  static async start(files: Readonly<Record<string, readonly string[]>>): Promise<Live555> {
    mkdirSync(MATERIAL, { recursive: true });
    for (const [name, encoding] of Object.entries(files)) makeOnce(name, encoding);
    const child = spawn(PROGRAM, [], { cwd: MATERIAL, stdio: ['ignore', 'ignore', 'pipe'] });
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    createInterface({ input: child.stderr }).on('line', (line) => {
      const port = READY.exec(line)?.[1];
      if (port !== undefined) resolve(port || '554');
    });
    child.once('exit', () => reject(new Error(`${PROGRAM} ended`)));
    child.once('error', reject);
    return new Live555(child, await promise);
  }

  url(name: string): string {
    return `rtsp://127.0.0.1:${this.#port}/${name}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}

function makeOnce(name: string, encoding: readonly string[]): void {
  const file = path.join(MATERIAL, name);
  if (existsSync(file)) return;
  const unfinished = `${file}.${process.pid}`;
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', ...SOURCE, ...encoding, '-y', unfinished]);
  renameSync(unfinished, file);
}
