import { chmodSync, existsSync, globSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where faketime lies, which shows programs another time than that of the machine; undefined where it is not installed. */
export const FAKETIME = existsSync('/usr/bin/faketime') ? globSync('/usr/lib/*/faketime/libfaketime.so.1')[0] : undefined;

/** Where the started product believes to be; `npm run test:hours` sets others. */
export const SITE_ZONE = process.env.TEST_ZONE ?? 'Europe/Berlin';

/** Variables under which a program sees the clock so many ms ahead, or behind when negative; what it measures goes on as ever. */
export function aheadBy(offsetMs: number): Record<string, string> {
  return { ...preloaded(), FAKETIME: seconds(offsetMs) };
}

/** The same, read anew each second from a file, which `writeOffset` fills: the clock can be set while the program runs. */
export function aheadAsIn(file: string): Record<string, string> {
  return { ...preloaded(), FAKETIME_TIMESTAMP_FILE: file, FAKETIME_CACHE_DURATION: '1' };
}

/** Sets the clock of those that run with `aheadAsIn`. */
export function writeOffset(file: string, offsetMs: number): void {
  writeFileSync(file, `${seconds(offsetMs)}\n`);
}

/** What programs need to see the same clock as this process where that was set. */
export function ownClock(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value && isOfClock(name) ? [[name, value]] : [])));
}

/** An ffmpeg with these variables: the product gives its children a trimmed environment, so a wrapper brings the clock along. */
export function ffmpegWith(variables: Readonly<Record<string, string>>, folder: string): string {
  const file = path.join(folder, 'ffmpeg-then');
  const words = Object.entries(variables).map(([name, value]) => `'${name}=${value}'`);
  writeFileSync(file, `#!/bin/sh\nexec env ${words.join(' ')} ffmpeg "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

function preloaded(): Record<string, string> {
  return { LD_PRELOAD: FAKETIME ?? '', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' };
}

function isOfClock(name: string): boolean {
  return name === 'LD_PRELOAD' || name === 'DONT_FAKE_MONOTONIC' || name.startsWith('FAKETIME');
}

function seconds(ms: number): string {
  return `${ms < 0 ? '' : '+'}${(ms / 1000).toFixed(3)}s`;
}
