import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const SIMULATOR = path.join(import.meta.dirname, 'camera-simulator.mjs');
const CHECK = path.join(import.meta.dirname, 'check-conservation.mjs');

export interface CamerasOptions {
  /** e.g. `1:h264-aac,2:hevc-aac` */
  readonly cameras: string;
  readonly user?: string;
  readonly password?: string;
  /** A line for each frame sent, for the proof that none is missing. */
  readonly sendLog?: string;
  readonly more?: readonly string[];
}

/** What the simulator counts of one camera. */
export interface CameraCounts {
  readonly connections: number;
  readonly connectionsEver: number;
  readonly authFailures: number;
  readonly streams: Record<'main' | 'sub', { readonly connections: number; readonly connectionsPeak: number; readonly framesSent: number }>;
}

/** Real RTSP cameras of a simulator process, which can be told to fail. */
export class Cameras implements AsyncDisposable {
  readonly rtspPort: number;
  readonly #control: string;
  readonly #end: () => Promise<void>;

  private constructor(ports: { rtspPort: number; controlPort: number }, end: () => Promise<void>) {
    this.rtspPort = ports.rtspPort;
    this.#control = `http://127.0.0.1:${ports.controlPort}`;
    this.#end = end;
  }

  static async start({ cameras, user, password, sendLog, more = [] }: CamerasOptions): Promise<Cameras> {
    const login = user === undefined ? [] : ['--user', user, '--pass', password ?? ''];
    const args = [SIMULATOR, '--cameras', cameras, ...login, ...(sendLog ? ['--send-log', sendLog] : []), ...more];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    const [line] = (await Promise.race([
      once(createInterface({ input: child.stdout }), 'line'),
      exited.then(() => Promise.reject(new Error('the camera simulator ended: is ffmpeg there?'))),
    ])) as [string];
    return new Cameras(JSON.parse(line), async () => {
      child.kill();
      await exited;
    });
  }

  /** URL of a camera's main stream, without credentials. */
  url(camera: number): string {
    return `rtsp://127.0.0.1:${this.rtspPort}/stream${camera}`;
  }

  async fault(camera: number | 'all', fault: string, parameters: Record<string, number | string> = {}): Promise<void> {
    const answer = await fetch(`${this.#control}/cameras/${camera}/faults/${fault}`, { method: 'POST', body: JSON.stringify(parameters) });
    if (!answer.ok) throw new Error(await answer.text());
  }

  /** All is well again. */
  async heal(camera: number | 'all' = 'all'): Promise<void> {
    await fetch(`${this.#control}/cameras/${camera}/faults`, { method: 'DELETE' });
  }

  async counts(camera: number): Promise<CameraCounts> {
    const status = (await (await fetch(`${this.#control}/status`)).json()) as { cameras: Record<string, CameraCounts> };
    const counts = status.cameras[camera];
    if (!counts) throw new Error(`there is no camera ${camera}`);
    return counts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }
}

/** Neighbouring frames, by their counters. */
export interface FrameRange {
  readonly from: number;
  readonly to: number;
  readonly frames: number;
}

/** A frame that was recorded, and when the camera sent it. */
export interface RecordedFrame {
  readonly counter: number;
  readonly time: string;
}

/** What the checker found in the files of one stream. */
export interface Conservation {
  readonly camera: number;
  readonly conserved: boolean;
  readonly frames: number;
  readonly files: number;
  readonly lost: readonly { readonly from: number; readonly to: number; readonly frames: number; readonly fromTime: string }[];
  /** All that are in no file, also those that nobody was sent. */
  readonly missing: readonly FrameRange[];
  readonly duplicates: readonly (FrameRange & { readonly files: readonly string[] })[];
  readonly outOfOrder: number;
  readonly first?: RecordedFrame;
  readonly last?: RecordedFrame;
  readonly sentBeforeFirst: number;
  readonly sentAfterLast: number;
}

/**
 * Looks for every frame that was sent in these files, by raw bytes.
 * @param found the frames of files that are not there any more, as `check-conservation.mjs` describes them
 */
export async function checkConservation(sendLog: string, files: readonly string[], found?: string): Promise<Conservation[]> {
  const args = [CHECK, '--json', '--stream', 'main', '--send-log', sendLog, ...(found ? ['--found', found] : []), ...files];
  const run = promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 28 });
  const { stdout } = await run.catch((error: { stdout?: string; message: string }) => {
    if (error.stdout) return { stdout: error.stdout };
    throw new Error(error.message);
  });
  return (JSON.parse(stdout) as { streams: Conservation[] }).streams;
}
