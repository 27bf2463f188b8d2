import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeTrack, fakeContent, fakeFragment, fakeInit, sampleEntries } from '../../test/fakes/fragmented-mp4.ts';
import { MediaInvalid } from '../lib/errors.ts';
import { box, boxesIn, words } from './box.ts';
import { readHybrid } from './hybrid-reader.ts';
import { HybridWriter } from './hybrid-writer.ts';

const video: FakeTrack = { id: 1, kind: 'video', timescale: 1000, sampleEntry: sampleEntries.hevc };
const second: FakeTrack = { id: 2, kind: 'audio', timescale: 48_000, sampleEntry: sampleEntries.opus };
const fragments = [0, 1, 2].map((at) =>
  fakeFragment([
    { track: video, decodeTime: at * 1000, samples: [{ content: fakeContent(`picture ${at}`, 200), duration: 1000 }] },
    { track: second, decodeTime: at * 48_000, samples: [{ content: fakeContent(`sound ${at}`, 30), duration: 48_000 }] },
  ]),
);

let folder: string;
let closed: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mp4-reader-'));
  closed = path.join(folder, 'closed.mp4');
  const writer = await HybridWriter.create(closed, { reserveBytes: 6000 });
  for (const chunk of [fakeInit([video, second]), ...fragments]) await writer.write(chunk);
  await writer.close();
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(...parts: readonly Uint8Array[]): Promise<string> {
  const file = path.join(folder, 'file.mp4');
  await writeFile(file, Buffer.concat(parts));
  return file;
}

describe('reading', () => {
  test('tells of a closed file what its tables say, and its fragments', async () => {
    const { tracks, durationMs, isClosed, index } = await readHybrid(closed);

    expect({ durationMs, isClosed }).toEqual({ durationMs: 3000, isClosed: true });
    expect(tracks).toEqual([
      { kind: 'video', codec: 'hvc1.1.6.L93', timescale: 1000, samples: 3, durationMs: 3000, width: 1280, height: 720 },
      { kind: 'audio', codec: 'opus', timescale: 48_000, samples: 3, durationMs: 3000, sampleRate: 16_000, channels: 2 },
    ]);
    expect(index.fragments).toHaveLength(3);
  });

  test('of an ordinary MP4 of others gives tracks and duration, without fragments', async () => {
    const bytes = await readFile(closed);
    const ordinary = boxesIn(bytes)
      .filter(({ type }) => type !== 'free')
      .map(({ start, end }) => bytes.subarray(start, end));

    const { tracks, durationMs, index, init, isClosed } = await readHybrid(await fileOf(...ordinary));

    expect({ durationMs, isClosed, init: init.length, fragments: index.fragments.length }).toEqual({
      durationMs: 3000,
      isClosed: true,
      init: 0,
      fragments: 0,
    });
    expect(tracks.map(({ codec, samples }) => ({ codec, samples }))).toEqual([
      { codec: 'hvc1.1.6.L93', samples: 3 },
      { codec: 'opus', samples: 3 },
    ]);
  });

  test('of a fragmented MP4 of others finds its fragments, whatever lies between them', async () => {
    const init = fakeInit([video, second]);
    const index = box('sidx', Buffer.alloc(40));
    const file = await fileOf(
      init,
      index,
      ...fragments.flatMap((fragment) => [box('styp', Buffer.alloc(8)), fragment]),
      box('mfra', Buffer.alloc(9)),
    );

    const read = await readHybrid(file);

    expect(read).toMatchObject({ durationMs: 3000, isClosed: false });
    expect(read.index.fragments.map(({ bytes, duration }) => ({ bytes, duration }))).toEqual(
      fragments.map(({ length }) => ({ bytes: length, duration: 1000 })),
    );
  });

  test('passes over tracks that are neither video nor audio', async () => {
    const subtitles = fakeInit([video, { ...second, kind: 'text' }]);

    expect((await readHybrid(await fileOf(subtitles, ...fragments))).tracks.map(({ kind }) => kind)).toEqual(['video']);
  });

  test('goes on behind a moof larger than one read', async () => {
    const samples = Array.from({ length: 2000 }, (_, at) => ({ content: fakeContent(`${at}`, 10), duration: 1 }));
    const large = fakeFragment([{ track: video, decodeTime: 0, samples }]);

    const read = await readHybrid(await fileOf(fakeInit([video]), large, fakeFragment([{ track: video, decodeTime: 2000, samples }])));

    expect(read.tracks[0]?.samples).toBe(4000);
  });
});

describe('what cannot be read', () => {
  test('is said to be no MP4', async () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.alloc(5000),
      Buffer.from('a letter, and no film at all'),
      box('free', Buffer.alloc(100)),
    ]) {
      await expect(readHybrid(await fileOf(bytes))).rejects.toBeInstanceOf(MediaInvalid);
    }
  });

  test('is said to be unfinished when the moov is missing', async () => {
    const unfinished = fileOf(box('ftyp', Buffer.alloc(8)), box('mdat', Buffer.alloc(100)));

    await expect(readHybrid(await unfinished)).rejects.toThrow('never finished');
  });

  test('is said to be cut off when a closed file has lost its end', async () => {
    const bytes = await readFile(closed);

    await expect(readHybrid(await fileOf(bytes.subarray(0, -10)))).rejects.toThrow('the end of the MP4 is missing');
  });

  test('never breaks anything but MediaInvalid, whatever bytes are wrong', async () => {
    const bytes = await readFile(closed);
    const headerBytes = boxesIn(bytes).find(({ type }) => type === 'mdat')?.start ?? 0;
    const open = Buffer.concat([fakeInit([video, second]), ...fragments]);
    let seed = 1;
    const next = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const outcomes = new Set<string>();

    for (let round = 0; round < 600; round++) {
      const broken = Buffer.from(round % 2 === 0 ? bytes : open);
      const at = next(round % 2 === 0 ? headerBytes : open.length);
      broken.set(words([next(2 ** 31) * 2]), Math.min(at, broken.length - 4));
      const outcome = await readHybrid(await fileOf(broken)).then(
        () => 'read',
        (error: unknown) => (error instanceof MediaInvalid ? 'refused' : `${error}`),
      );
      outcomes.add(outcome);
    }

    expect([...outcomes].sort()).toEqual(['read', 'refused']);
  });
});
