import { rmSync } from 'node:fs';
import type { ChannelLive, LiveAnswer } from '#shared/live.ts';
import { Cameras } from './cameras.ts';
import { cameraEnv, Nvr } from './nvr.ts';

export const CAMERA_PASSWORD = 's3cret-of-the-camera';

/** Two cameras (one with sound), and the whole product recording them in 10-s segments: what the tests of faults break. */
export class RecordedPair implements AsyncDisposable {
  readonly cameras: Cameras;
  nvr: Nvr;

  private constructor(cameras: Cameras, nvr: Nvr) {
    this.cameras = cameras;
    this.nvr = nvr;
  }

  static async start(): Promise<RecordedPair> {
    const cameras = await Cameras.start({ cameras: '1:h264-aac,2:h264-silent', user: 'admin', password: CAMERA_PASSWORD });
    const pair = new RecordedPair(cameras, await (await Nvr.start({ env: environment(cameras) })).signIn());
    await pair.bothRecord(30_000);
    return pair;
  }

  get env(): Record<string, string> {
    return environment(this.cameras);
  }

  async channel(number: number): Promise<ChannelLive> {
    const { channels } = await this.nvr.json<LiveAnswer>('/api/live');
    const found = channels[number];
    if (!found) throw new Error(`there is no channel ${number}`);
    return found;
  }

  /** @returns ms until both are recorded. @throws after `withinMs` */
  async bothRecord(withinMs: number): Promise<number> {
    const isLive = async (number: number): Promise<boolean> => (await this.channel(number)).status === 'LIVE';
    return await this.nvr.until(async () => (await isLive(1)) && (await isLive(2)), withinMs, 'both cameras record');
  }

  /** The server again on the same folders, after its end. */
  async startAgain(): Promise<void> {
    this.nvr = await (await Nvr.start({ folder: this.nvr.folder, env: this.env })).signIn();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.nvr[Symbol.asyncDispose]();
    rmSync(this.nvr.folder, { recursive: true, force: true, maxRetries: 5 });
    await this.cameras[Symbol.asyncDispose]();
  }
}

function environment(cameras: Cameras): Record<string, string> {
  const login = `rtsp://admin:${CAMERA_PASSWORD}@`;
  return { ...cameraEnv(2, (camera) => cameras.url(camera).replace('rtsp://', login)), SEGMENT_DURATION: '10' };
}
