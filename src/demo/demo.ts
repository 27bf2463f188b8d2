import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../lib/clock.ts';
import { ChildFailed, messageOf } from '../lib/errors.ts';
import { freePort } from '../lib/free-port.ts';
import type { Logger } from '../lib/log.ts';
import { runChild } from '../lib/process/child.ts';
import { supervise } from '../lib/supervise.ts';
import { DEMO_CAMERAS, demoConfig, demoStreamName } from './demo-config.ts';

export interface DemoOptions {
  readonly go2rtc: string;
  readonly ffmpeg: string;
  /** Where its configuration is written. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Two synthetic RTSP cameras on loopback, in a go2rtc of their own, for those who have not configured theirs yet. */
export class DemoCameras implements AsyncDisposable {
  readonly #port: number;
  readonly #life = new AbortController();
  #done: Promise<void> = Promise.resolve();

  private constructor(port: number) {
    this.#port = port;
  }

  static async start(options: DemoOptions): Promise<DemoCameras> {
    const cameras = new DemoCameras(await freePort());
    const config = path.resolve(options.folder, 'demo-cameras.yaml');
    writeFileSync(config, demoConfig(options.ffmpeg, cameras.#port), { mode: 0o600 });
    cameras.#done = supervise((signal) => live(options, config, signal), {
      signal: cameras.#life.signal,
      clock: options.clock,
      backoff: [500, 1000, 5000],
      healthyAfterMs: 10_000,
      onEnd: ({ error }) => {
        options.log.warn({ error: messageOf(error) }, 'demo cameras exited and are started again');
        return undefined;
      },
    });
    return cameras;
  }

  /** As many of these channels as there are demo cameras, each with its camera's RTSP URL. */
  channels<T>(channels: readonly T[]): (T & { url: string })[] {
    const urlOf = (number: number): string => `rtsp://127.0.0.1:${this.#port}/${demoStreamName(number)}`;
    return channels.slice(0, DEMO_CAMERAS).map((entry, index) => ({ ...entry, url: urlOf(index + 1) }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await this.#done;
  }
}

async function live({ go2rtc, log }: DemoOptions, config: string, signal: AbortSignal): Promise<void> {
  const onLine = (line: string): void => log.debug({ line }, 'demo cameras log line');
  const exit = await runChild(
    { program: go2rtc, args: ['-config', config] },
    { signal, graceMs: 1000, onStdout: onLine, onStderr: onLine, throughFiles: true },
  );
  if (!signal.aborted) throw new ChildFailed('The demo cameras ended by themselves', { data: { code: exit.code } });
}
