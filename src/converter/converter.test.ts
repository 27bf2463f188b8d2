import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { MemoryShelf } from '../../test/fakes/memory-shelf.ts';
import { ToyPrograms, type ToyRecording } from '../../test/fakes/toy-converter-programs.ts';
import { silentLog } from '../lib/log.ts';
import { decodeFragmentIndex, readHybrid } from '../mp4/mp4.ts';
import { Converter, type ConverterOptions, isLeftover, probeRecording } from './converter.ts';

let folder: string;
let root: string;
let programs: ToyPrograms;
let clock: FakeClock;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'converter-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  root = await mkdtemp(path.join(folder, 'recordings-'));
  programs = await ToyPrograms.install(await mkdtemp(path.join(folder, 'programs-')));
  clock = new FakeClock();
});

const DAY = 'ch1/2026-11-22';
const GOOD: ToyRecording = { pictures: 20 };

/** Puts recordings on the disk; the first is the newest. */
async function recordings(...all: readonly ToyRecording[]): Promise<string[]> {
  const paths = all.map((_, at) => `${DAY}/1${9 - at}0000+0100.mkv`);
  for (const [at, recording] of all.entries()) await programs.record(path.join(root, paths[at] ?? ''), recording);
  return paths;
}

function start(shelf: MemoryShelf, more: Partial<ConverterOptions> = {}): Converter {
  const video = { codec: 'copy', crf: 23, preset: 'veryfast' } as const;
  return Converter.start({ root, shelf, programs, video, clock, log: silentLog(), ...more });
}

/** Names in the day's folder. */
async function files(): Promise<string[]> {
  return (await readdir(path.join(root, DAY))).sort();
}

async function begun(): Promise<string[]> {
  return (await readFile(programs.startedFile, 'utf8')).split('\n').filter(Boolean);
}

async function until(isTrue: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('a conversion', () => {
  test('leaves an MP4 in the place of the MKV, and tells the catalogue all about it', async () => {
    const shelf = new MemoryShelf(...(await recordings(GOOD)));
    await using _ = start(shelf);

    await shelf.until(1);
    await until(async () => (await files()).length === 1);

    expect(await files()).toEqual(['190000+0100.mp4']);
    const file = await readHybrid(path.join(root, DAY, '190000+0100.mp4'));
    const [conversion] = shelf.conversions;
    expect(conversion).toMatchObject({
      id: 1,
      path: `${DAY}/190000+0100.mp4`,
      sizeBytes: file.sizeBytes,
      durationMs: 1000,
      tracks: [{ samples: 20 }],
    });
    expect(conversion && decodeFragmentIndex(conversion.index)).toEqual(file.index);
    expect(conversion?.init).toEqual(file.init);
  });

  test('removes the MKV only when the catalogue knows the MP4', async () => {
    const shelf = new MemoryShelf(...(await recordings(GOOD)));
    let seen: string[] = [];
    shelf.onConverted = async () => {
      seen = await files();
      return true;
    };
    await using _ = start(shelf);

    await shelf.until(1);

    expect(seen).toEqual(['190000+0100.mkv', '190000+0100.mp4']);
  });

  test('is thrown away when nobody wants it any more', async () => {
    const shelf = new MemoryShelf(...(await recordings(GOOD)));
    shelf.onConverted = () => Promise.resolve(false);
    await using _ = start(shelf);

    await shelf.until(1);
    await until(async () => !(await files()).includes('190000+0100.mp4'));

    expect(await files()).toEqual(['190000+0100.mkv']);
  });

  test('that an earlier run had finished is taken as it is', async () => {
    const shelf = new MemoryShelf(...(await recordings(GOOD)));
    shelf.onConverted = () => new Promise(() => undefined); // killed here
    const killed = start(shelf);
    await until(() => existsSync(path.join(root, DAY, '190000+0100.mp4')));
    void killed;

    const next = new MemoryShelf(`${DAY}/190000+0100.mkv`);
    await using _ = start(next);
    await next.until(1);
    await until(async () => (await files()).length === 1);

    expect(await files()).toEqual(['190000+0100.mp4']);
    expect(next.conversions[0]).toMatchObject({ durationMs: 1000 });
    expect(await begun()).toHaveLength(1);
  });

  test('never overwrites the MP4 of another recording', async () => {
    const [name = ''] = await recordings(GOOD);
    const shelf = new MemoryShelf(name);
    await programs.record(path.join(root, name.replace('.mkv', '.mp4')), { pictures: 3 });
    await using _ = start(shelf);

    await shelf.until(1);

    expect(shelf.failures).toEqual([{ id: 1, reason: 'there is another recording where the MP4 would be', isUnreadable: false }]);
    expect(await files()).toEqual(['190000+0100.mkv', '190000+0100.mp4']);
  });
});

describe('a failure', () => {
  const bad: readonly (readonly [string, ToyRecording, RegExp])[] = [
    ['missing pictures', { pictures: 20, converted: 19 }, /^the MP4 has 19 video frames, the recording 20$/],
    ['too many pictures', { pictures: 20, converted: 21 }, /^the MP4 has 21 video frames, the recording 20$/],
    ['an ffmpeg that gives up', { pictures: 20, complaint: 'Invalid data found' }, /^ffmpeg failed: Invalid data found \(exit code 1\)$/],
    [
      'a full disk',
      { pictures: 20, complaint: 'av_interleaved_write_frame(): No space left on device' },
      /^the disk is full: no MP4 can be written$/,
    ],
    ['a recording without pictures', { pictures: 0 }, /^the recording holds no video$/],
  ];

  test.each(bad)('because of %s keeps the MKV, leaves nothing else and says why', async (_, recording, reason) => {
    const shelf = new MemoryShelf(...(await recordings(recording)));
    await using __ = start(shelf);

    await shelf.until(1);

    expect(shelf.conversions).toEqual([]);
    expect(shelf.failures[0]?.reason).toMatch(reason);
    expect(shelf.failures[0]?.isUnreadable).toBe(recording.pictures === 0); // else the recording is not to blame
    expect(await files()).toEqual(['190000+0100.mkv']);
  });

  test.each([
    ['never ends', { withinMs: 1000 }, /^ffmpeg did not end within 1\.0 s and was ended$/],
    ['takes too much memory', { memoryBytes: 10e6 }, /^ffmpeg took \d+ MB of memory, where 10 MB are allowed, and was ended$/],
  ] as const)('because ffmpeg %s ends it, says so and lets the next one in', async (_, limits, reason) => {
    const shelf = new MemoryShelf(...(await recordings({ pictures: 20, hangs: true }, { pictures: 0 })));
    await using __ = start(shelf, { workers: 1, limits });

    await shelf.until(2);

    expect(shelf.failures[0]).toMatchObject({ id: 1, reason: expect.stringMatching(reason), isUnreadable: false });
    expect(await files()).toEqual(['180000+0100.mkv', '190000+0100.mkv']);
  });

  test('says when the recording is gone, or no program is there', async () => {
    const [name = ''] = await recordings(GOOD);
    const gone = new MemoryShelf('ch1/2026-11-22/000000+0100.mkv');
    const programless = new MemoryShelf(name);
    await using _ = start(gone);
    await using __ = start(programless, { programs: { ffmpeg: '/nowhere/ffmpeg', ffprobe: programs.ffprobe } });

    await Promise.all([gone.until(1), programless.until(1)]);

    expect(gone.failures[0]?.reason).toBe('the recording is gone from the disk');
    expect(programless.failures[0]?.reason).toContain('/nowhere/ffmpeg');
    expect(await files()).toEqual(['190000+0100.mkv']);
  });

  test('does not keep the others waiting', async () => {
    const shelf = new MemoryShelf(...(await recordings({ pictures: 0 }, GOOD)));
    await using _ = start(shelf, { workers: 1 });

    await shelf.until(2);

    expect(shelf.conversions.map(({ id }) => id)).toEqual([2]);
  });

  test('of the disk makes the converter rest for a minute', async () => {
    const shelf = new MemoryShelf(...(await recordings({ pictures: 20, complaint: 'No space left on device' }, GOOD)));
    await using _ = start(shelf, { workers: 1 });
    await shelf.until(1);
    await until(() => clock.sleepers === 1);

    await clock.advance(59_000);
    const askedEarly = shelf.asked.length;
    await clock.advance(1000);
    await shelf.until(2);

    expect(askedEarly).toBe(1);
    expect(shelf.conversions.map(({ id }) => id)).toEqual([2]);
  });
});

describe('the queue', () => {
  test('is taken newest first, two at a time', async () => {
    const shelf = new MemoryShelf(...(await recordings({ ...GOOD, hangs: true }, { ...GOOD, hangs: true }, GOOD)));
    await using _ = start(shelf);

    await until(async () => (await begun()).length === 2);
    await clock.advance(30_000);

    expect((await begun()).sort()).toEqual(['180000+0100.mkv', '190000+0100.mkv']);
    expect(shelf.asked).toEqual([[], [1]]);
  });

  test('is looked at again when somebody rings', async () => {
    const [name = ''] = await recordings(GOOD);
    const shelf = new MemoryShelf();
    await using converter = start(shelf);
    await until(() => clock.sleepers === 1);

    shelf.waiting.push({ id: 7, channel: 1, path: name, startedAt: 0, durationMs: 1000 });
    converter.wake();
    await shelf.until(1);

    expect(shelf.conversions.map(({ id }) => id)).toEqual([7]);
  });

  test('is looked at again after half a minute, for what has become due', async () => {
    const [name = ''] = await recordings(GOOD);
    const shelf = new MemoryShelf();
    await using _ = start(shelf);
    await until(() => clock.sleepers === 1);

    shelf.waiting.push({ id: 7, channel: 1, path: name, startedAt: 0, durationMs: 1000 });
    await clock.advance(30_000);
    await shelf.until(1);

    expect(shelf.conversions.map(({ id }) => id)).toEqual([7]);
  });

  test('may be out of order for a while', async () => {
    const shelf = new MemoryShelf(...(await recordings(GOOD)));
    const next = shelf.nextToConvert.bind(shelf);
    let isBroken = true;
    shelf.nextToConvert = (excluding) => (isBroken ? Promise.reject(new Error('database is locked')) : next(excluding));
    await using _ = start(shelf);
    await until(() => clock.sleepers === 1);

    isBroken = false;
    await clock.advance(30_000);
    await shelf.until(1);

    expect(shelf.conversions).toHaveLength(1);
  });
});

describe('a catalogue that does not take note', () => {
  test('is told again until it does; both files wait meanwhile', async () => {
    const shelf = new MemoryShelf(...(await recordings(GOOD)));
    let tries = 0;
    shelf.onConverted = () => (++tries < 3 ? Promise.reject(new Error('database is locked')) : Promise.resolve(true));
    await using _ = start(shelf, { workers: 1 });
    await until(() => tries === 1 && clock.sleepers === 2); // the telling, and the look-around

    const meanwhile = await files();
    await clock.advance(1000);
    await clock.advance(2000);
    await shelf.until(1);
    await until(async () => (await files()).length === 1);

    expect(meanwhile).toEqual(['190000+0100.mkv', '190000+0100.mp4']);
    expect(await files()).toEqual(['190000+0100.mp4']);
  });

  test('for good leaves both files to the next start, and the others are converted', async () => {
    const shelf = new MemoryShelf(...(await recordings(GOOD, GOOD)));
    shelf.onConverted = ({ id }) => (id === 1 ? Promise.reject(new Error('constraint failed')) : Promise.resolve(true));
    await using _ = start(shelf, { workers: 1 });
    await until(() => clock.sleepers === 2);

    await clock.advance(300_000);
    await shelf.until(1);
    await until(async () => (await files()).length === 3);

    expect(shelf.conversions.map(({ id }) => id)).toEqual([2]);
    expect(await files()).toEqual(['180000+0100.mp4', '190000+0100.mkv', '190000+0100.mp4']);
    expect(shelf.failures).toEqual([]);
  });
});

describe('closing', () => {
  test('abandons what is in hand without a trace, and is safe to do twice', async () => {
    const shelf = new MemoryShelf(...(await recordings({ ...GOOD, hangs: true })));
    const converter = start(shelf);
    await until(async () => (await begun()).length === 1);
    expect(await files()).toEqual(['.190000+0100.mp4.tmp', '190000+0100.mkv']);

    await converter[Symbol.asyncDispose]();
    await converter[Symbol.asyncDispose]();

    expect(await files()).toEqual(['190000+0100.mkv']);
    expect(shelf.failures).toEqual([]);
    expect(clock.sleepers).toBe(0);
  });

  test('does not wait for a queue that is empty', async () => {
    const converter = start(new MemoryShelf());

    await converter[Symbol.asyncDispose]();

    expect(clock.sleepers).toBe(0);
  });
});

describe('leftovers', () => {
  test('are known by their name', () => {
    expect(isLeftover('.101500+0100.mp4.tmp')).toBe(true);
    expect(isLeftover('.ch1_20261122_101500.mp4.tmp')).toBe(true);
    for (const name of ['101500+0100.mp4', '101500+0100.mkv', '.mp4.tmp', 'a.mp4.tmp', '.nvr-volume', '.hidden.mp4'])
      expect(isLeftover(name)).toBe(false);
  });
});

describe('probing', () => {
  test('counts packets and takes the end of the last for the duration', async () => {
    const [name = ''] = await recordings({ pictures: 7 });

    const recording = await probeRecording(programs.ffprobe, path.join(root, name), new AbortController().signal);

    expect(recording).toEqual({
      durationMs: 350,
      videoPackets: 7,
      pictures: { from: 0, to: expect.closeTo(0.35) },
      tracks: [{ kind: 'video', codec: 'h264', packets: 7, durationMs: 350, from: 0, width: 1280, height: 720 }],
    });
  });
});
