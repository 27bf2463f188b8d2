import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { freePorts } from './free-port.ts';

const MATERIAL = path.join(tmpdir(), 'odd-camera-material');
const H264 = ['-x264-params', 'aud=1:scenecut=0:bframes=0', '-c:v', 'libx264', '-preset', 'ultrafast', '-f', 'h264'];

/** Material of an odd camera: what is shown, how often, and how far its keyframes are from each other. */
export interface OddMaterial {
  readonly seconds: number;
  readonly fps: number;
  /** Frames from keyframe to keyframe. */
  readonly gop: number;
  readonly size?: string;
}

/** Video for GStreamer's server: 10 pictures a second, a keyframe every 2 s, parameter sets in band. */
export const GST_H264 =
  'videotestsrc is-live=true pattern=ball ! video/x-raw,width=640,height=360,framerate=10/1 ! ' +
  'x264enc tune=zerolatency speed-preset=ultrafast bitrate=300 key-int-max=20 ! rtph264pay name=pay0 pt=96 config-interval=-1';

/** Whether GStreamer's RTSP server and its Python words are there. */
export function hasGstreamer(): boolean {
  try {
    execFileSync('/usr/bin/python3', ['-c', "import gi; gi.require_version('GstRtspServer', '1.0')"], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A real RTSP camera with odd habits, in a process of its own. */
export class OddCamera implements AsyncDisposable {
  readonly port: number;
  /** What it has printed: one line for each connection and request. */
  readonly lines: readonly string[];
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown[]>;

  private constructor(port: number, child: ChildProcess, lines: readonly string[]) {
    this.port = port;
    this.lines = lines;
    this.#child = child;
    this.#exited = once(child, 'exit');
  }

  /** `test/fakes/odd-camera.mjs` with its quirks; the user is `admin`, the password `secret` where it asks for one. @param samePort of one that was there before */
  static async start(material: OddMaterial, quirks: Record<string, unknown> = {}, samePort?: number): Promise<OddCamera> {
    const port = samePort ?? (await freePorts(1))[0] ?? 0;
    const program = path.join(import.meta.dirname, 'odd-camera.mjs');
    const args = [program, String(port), materialFile(material), JSON.stringify({ fps: material.fps, ...quirks })];
    return await OddCamera.#run(port, process.execPath, args);
  }

  /** GStreamer's RTSP server: each path with its pipeline, by UDP alone, TCP alone or either; with a login of user `admin`, password `secret`. */
  static async gstreamer(
    transport: 'udp' | 'tcp' | 'any' | 'tcp:basic' | 'tcp:digest',
    mounts: Readonly<Record<string, string>>,
    samePort?: number,
  ): Promise<OddCamera> {
    const port = samePort ?? (await freePorts(1))[0] ?? 0;
    const program = path.join(import.meta.dirname, 'gst-camera.py');
    return await OddCamera.#run(port, '/usr/bin/python3', [program, String(port), transport, ...Object.entries(mounts).flat()]);
  }

  static async #run(port: number, program: string, args: readonly string[]): Promise<OddCamera> {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines: string[] = [];
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      if (line === 'ready') resolve();
    });
    child.once('exit', () => reject(new Error('the odd camera ended')));
    child.once('error', reject);
    await ready;
    return new OddCamera(port, child, lines);
  }

  /** URL without credentials. */
  url(place = '/x'): string {
    return `rtsp://127.0.0.1:${this.port}${place}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill();
    await this.#exited;
  }
}

/** Made once for all tests: encoding costs more than the camera itself. */
function materialFile({ seconds, fps, gop, size = '640x360' }: OddMaterial): string {
  const file = path.join(MATERIAL, `${size}-${fps}fps-gop${gop}-${seconds}s.h264`);
  if (existsSync(file)) return file;
  mkdirSync(MATERIAL, { recursive: true });
  const source = ['-f', 'lavfi', '-i', `testsrc=size=${size}:rate=${fps}`, '-t', String(seconds)];
  const unfinished = `${file}.${process.pid}`;
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', ...source, '-b:v', '300k', '-g', String(gop), ...H264, '-y', unfinished]);
  renameSync(unfinished, file);
  return file;
}
