import { chmodSync, globSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const LIBRARY = globSync('/usr/lib/*/faketime/libfaketime.so.1')[0];
/** So late may a process notice that the clock was set. */
const NOTICED_WITHIN_S = 1;

/** The clock that the server and its recorders see, which can be set while they run; the cameras' and ours stay as they are. */
export class ClockShift {
  /** Variables the product needs. */
  readonly env: Readonly<Record<string, string>>;
  /** What the product is started by. */
  readonly wrapper: readonly string[];
  readonly #file: string | undefined;
  #shiftMs = 0;

  private constructor(file?: string, ffmpeg?: string) {
    this.#file = file;
    this.env = ffmpeg === undefined ? {} : { FFMPEG_BIN: ffmpeg };
    this.wrapper = file === undefined ? [] : ['/usr/bin/env', ...assignments(file)];
  }

  /** Leaves the clock alone: faking it costs something with each look at it. */
  static fixed(): ClockShift {
    return new ClockShift();
  }

  /** @returns undefined where faketime is not installed */
  static inFolder(folder: string): ClockShift | undefined {
    if (LIBRARY === undefined) return undefined;
    const ffmpeg = path.join(folder, 'ffmpeg-then'); // children get a trimmed environment, so the wrapper brings the clock along
    const clock = new ClockShift(path.join(folder, 'shift'), ffmpeg);
    clock.set(0);
    writeFileSync(ffmpeg, `#!/bin/sh\nexec env ${assignments(path.join(folder, 'shift')).join(' ')} ffmpeg "$@"\n`);
    chmodSync(ffmpeg, 0o755);
    return clock;
  }

  get canShift(): boolean {
    return this.#file !== undefined;
  }

  get shiftMs(): number {
    return this.#shiftMs;
  }

  /** @param ms how far it is ahead of the true time */
  set(ms: number): void {
    if (this.#file === undefined) return;
    writeFileSync(`${this.#file}.new`, `${ms < 0 ? '-' : '+'}${(Math.abs(ms) / 1000).toFixed(3)}s\n`);
    renameSync(`${this.#file}.new`, this.#file); // nobody reads half of it
    this.#shiftMs = ms;
  }
}

function assignments(file: string): string[] {
  return [
    `LD_PRELOAD=${LIBRARY}`,
    `FAKETIME_TIMESTAMP_FILE=${file}`,
    `FAKETIME_CACHE_DURATION=${NOTICED_WITHIN_S}`,
    'FAKETIME_DONT_FAKE_MONOTONIC=1',
  ];
}
