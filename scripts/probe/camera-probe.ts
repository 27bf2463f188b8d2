import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CameraCheckAnswer } from '#shared/health.ts';
import { CameraDoctor } from '../../src/health/doctor/camera-doctor.ts';
import { Hub } from '../../src/hub/hub.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { freePort } from '../../src/lib/free-port.ts';
import { silentLog } from '../../src/lib/log.ts';

const MAIN = 1;
const SUB = 2;

export interface CameraProbeOptions {
  /** Complete URLs. */
  readonly url: string;
  readonly subUrl: string | undefined;
  readonly programs: { readonly ffmpeg: string; readonly ffprobe: string; readonly go2rtc: string | null };
}

/** What the doctor says of a camera's streams. */
export interface ProbeAnswer {
  readonly main: CameraCheckAnswer;
  readonly sub: CameraCheckAnswer | undefined;
}

/** The camera doctor with a go2rtc of its own, which knows the addresses asked about and nothing else, for as long as it is open. */
export class CameraProbe implements AsyncDisposable {
  readonly #doctor: CameraDoctor;
  readonly #hasSub: boolean;
  readonly #opened: AsyncDisposableStack;

  private constructor(doctor: CameraDoctor, hasSub: boolean, opened: AsyncDisposableStack) {
    this.#doctor = doctor;
    this.#hasSub = hasSub;
    this.#opened = opened;
  }

  /** @throws ProgramMissing, PortTaken */
  static async start(options: CameraProbeOptions): Promise<CameraProbe> {
    await using opened = new AsyncDisposableStack();
    const folder = mkdtempSync(path.join(tmpdir(), 'mini-nvr-probe-')); // only its owner may enter
    opened.defer(() => rmSync(folder, { recursive: true, force: true }));
    const hub = opened.use(await startHub(folder, options));
    const doctor = opened.use(
      new CameraDoctor({
        knock: (channel, signal) => hub.knock(channel, 'main', signal),
        sourceOf: (channel) => hub.relayUrl(channel, 'main'),
        gopOf: () => Promise.resolve(null),
        driftOf: () => null,
        rateOf: () => null,
        soundLeftOutOf: () => null,
        isByUdp: (channel) => hub.isByUdp(channel, 'main'),
        programs: options.programs,
        clock: systemClock,
        log: silentLog(),
      }),
    );
    return new CameraProbe(doctor, options.subUrl !== undefined, opened.move());
  }

  /** Takes about five seconds, longer where the camera does not answer. @param signal gives up asking: the answer is then worth nothing */
  async ask(signal: AbortSignal): Promise<ProbeAnswer> {
    const giveUp = (): void => void this.#doctor[Symbol.asyncDispose]();
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
    const [main, sub] = await Promise.all([this.#doctor.check(MAIN), this.#hasSub ? this.#doctor.check(SUB) : undefined]);
    return { main, sub };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]();
  }
}

async function startHub(folder: string, { url, subUrl, programs }: CameraProbeOptions): Promise<Hub> {
  const addresses = [{ channel: MAIN, url, subUrl: null }, ...(subUrl === undefined ? [] : [{ channel: SUB, url: subUrl, subUrl: null }])];
  return await Hub.start({
    channels: () => addresses,
    ports: { api: await freePort(), rtsp: await freePort(), webrtc: await freePort() },
    relay: { host: '127.0.0.1', user: null, password: null },
    candidates: [],
    elsewhere: null,
    binary: programs.go2rtc,
    folder,
    clock: systemClock,
    log: silentLog(),
  });
}
