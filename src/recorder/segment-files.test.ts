import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { dayFolder, discardEmpty, makeDayFolders, nameSuffix, syncSegment } from './segment-files.ts';

const BERLIN = 'Europe/Berlin';
let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'segments-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string): string {
  const absolute = path.join(root, file);
  mkdirSync(path.dirname(absolute), { recursive: true });
  writeFileSync(absolute, 'segment');
  return absolute;
}

describe('the folder of a day', () => {
  test('is that of the local date', () => {
    expect(dayFolder(3, Date.UTC(2026, 10, 21, 23, 30), BERLIN)).toBe('ch3/2026-11-22');
  });

  test('tomorrow’s is there 10 minutes before midnight, and not before', async () => {
    const clock = new FakeClock(Date.parse('2026-11-22T23:49:59+01:00'));
    await makeDayFolders(root, 1, clock, BERLIN);
    const before = readdirSync(path.join(root, 'ch1'));

    await clock.advance(2000);
    await makeDayFolders(root, 1, clock, BERLIN);

    expect(before).toEqual(['2026-11-22']);
    expect(readdirSync(path.join(root, 'ch1')).sort()).toEqual(['2026-11-22', '2026-11-23']);
  });
});

describe('names of a new run', () => {
  const clock = (time: string): FakeClock => new FakeClock(Date.parse(time));

  test('are plain on an ordinary day', async () => {
    write('ch1/2026-11-22/101000+0100.mp4');

    expect(await nameSuffix(root, 1, clock('2026-11-22T10:20:05+01:00'), BERLIN)).toBe('');
  });

  test('get a suffix when the clock was set back, so that nothing is overwritten', async () => {
    write('ch1/2026-11-22/111000+0100.mp4');

    expect(await nameSuffix(root, 1, clock('2026-11-22T10:20:05+01:00'), BERLIN)).toBe('_2');
  });

  test('get another one when it is set back again', async () => {
    write('ch1/2026-11-22/111000+0100.mp4');
    write('ch1/2026-11-22/110000+0100_2.mkv');

    expect(await nameSuffix(root, 1, clock('2026-11-22T10:20:05+01:00'), BERLIN)).toBe('_3');
  });

  test('need none in the doubled hour of a clock change, because the offset tells them apart', async () => {
    write('ch1/2026-10-25/025000+0200.mp4');

    expect(await nameSuffix(root, 1, clock('2026-10-25T02:10:00+01:00'), BERLIN)).toBe('');
  });
});

test('a closed segment is synced and measured', async () => {
  const file = write('ch1/2026-11-22/101000+0100.mkv');

  expect(await syncSegment(file)).toEqual({ sizeBytes: 7, diskBytes: statSync(file).blocks * 512 });
});

test('an empty one is removed, and removing it twice is no error', async () => {
  const file = write('ch1/2026-11-22/101000+0100.mkv');

  await discardEmpty(file);
  await discardEmpty(file);

  expect(existsSync(file)).toBe(false);
});
