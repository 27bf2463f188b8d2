import { mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type FakeRun,
  type FakeSample,
  type FakeTrack,
  fakeContent,
  fakeFragment,
  fakeInit,
  sampleEntries,
} from '../../test/fakes/fragmented-mp4.ts';
import { readSamples } from '../../test/fakes/read-samples.ts';
import { MediaInvalid } from '../lib/errors.ts';
import { boxesIn } from './box.ts';
import { readHybrid } from './hybrid-reader.ts';
import { HybridWriter } from './hybrid-writer.ts';
import { reserveBytesFor } from './reserve.ts';

const RESERVE = { reserveBytes: 10_000 };
const video: FakeTrack = { id: 1, kind: 'video', timescale: 16_000, sampleEntry: sampleEntries.h264 };
const audio: FakeTrack = { id: 2, kind: 'audio', timescale: 16_000, sampleEntry: sampleEntries.aac };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mp4-writer-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
function newPath(): string {
  return path.join(folder, `${++files}.mp4`);
}

/** Pictures of 800 units (20 a second at 16 kHz), the first of them a keyframe. */
function gop(name: string, count: number): FakeSample[] {
  return Array.from({ length: count }, (_, at) => ({ content: fakeContent(`${name}${at}`, 50 + at), duration: 800, isSync: at === 0 }));
}

function sound(name: string, count: number): FakeSample[] {
  return Array.from({ length: count }, (_, at) => ({ content: fakeContent(`${name}${at}`, 20 + at), duration: 1024 }));
}

/** Two GOPs of half a second with sound. */
const twoFragments: readonly FakeRun[][] = [
  [
    { track: video, decodeTime: 0, samples: gop('a', 10) },
    { track: audio, decodeTime: 0, samples: sound('x', 8) },
  ],
  [
    { track: video, decodeTime: 8000, samples: gop('b', 10) },
    { track: audio, decodeTime: 8192, samples: sound('y', 8) },
  ],
];

async function written(tracks: readonly FakeTrack[], fragments: readonly (readonly FakeRun[])[], options = RESERVE) {
  const file = newPath();
  const writer = await HybridWriter.create(file, options);
  for (const chunk of [fakeInit(tracks), ...fragments.map(fakeFragment)]) await writer.write(chunk);
  return { file, writer };
}

/** The samples of each track in the order they were given. */
function given(fragments: readonly (readonly FakeRun[])[], track: FakeTrack): FakeSample[] {
  return fragments
    .flat()
    .filter((run) => run.track === track)
    .flatMap(({ samples }) => samples);
}

describe('a closed hybrid', () => {
  test('is an ordinary MP4: its tables find every sample, byte for byte, in time order', async () => {
    const { file, writer } = await written([video, audio], twoFragments);

    const { isClosed } = await writer.close();

    expect(isClosed).toBe(true);
    const [pictures = [], sounds = []] = readSamples(await readFile(file));
    expect(pictures.map(({ content }) => content)).toEqual(given(twoFragments, video).map(({ content }) => content));
    expect(sounds.map(({ content }) => content)).toEqual(given(twoFragments, audio).map(({ content }) => content));
    expect(pictures.map(({ shownAt }) => Math.round(shownAt * 1000))).toEqual(pictures.map((_, at) => at * 50));
    expect(pictures.flatMap(({ isSync }, at) => (isSync ? [at] : []))).toEqual([0, 10]);
    expect(sounds.every(({ isSync }) => isSync)).toBe(true);
  });

  test('has its moov before its media, and nothing but one mdat behind it', async () => {
    const { file, writer } = await written([video], [[{ track: video, decodeTime: 0, samples: gop('a', 5) }]]);

    await writer.close();

    const bytes = await readFile(file);
    expect(boxesIn(bytes).map(({ type }) => type)).toEqual(['ftyp', 'free', 'moov', 'mdat']);
    expect(boxesIn(bytes).at(-1)?.end).toBe(bytes.length);
    expect(bytes.includes('mvex')).toBe(true); // the former moov still stands in the free box
    expect(
      boxesIn(bytes)
        .filter(({ type }) => type === 'moov')
        .some(({ start, end }) => bytes.subarray(start, end).includes('mvex')),
    ).toBe(false);
  });

  test('keeps the fragments where they were, so that byte ranges stay valid', async () => {
    const { file, writer } = await written([video, audio], twoFragments);
    const before = writer.index;

    const { index, init } = await writer.close();

    const bytes = await readFile(file);
    expect(index).toEqual(before);
    for (const [at, { offset, bytes: length }] of index.fragments.entries()) {
      expect(bytes.subarray(offset, offset + length)).toEqual(fakeFragment(twoFragments[at] ?? []));
    }
    expect(boxesIn(Buffer.from(init)).map(({ type }) => type)).toEqual(['ftyp', 'moov']);
  });

  test('tells duration, codecs and keyframes', async () => {
    const { writer } = await written([video, audio], twoFragments);

    const { durationMs, tracks, index } = await writer.close();

    expect(durationMs).toBe(1000); // that of the pictures
    expect(tracks).toEqual([
      { kind: 'video', codec: 'avc1.64002a', timescale: 16_000, samples: 20, durationMs: 1000, width: 1280, height: 720 },
      { kind: 'audio', codec: 'mp4a.40.2', timescale: 16_000, samples: 16, durationMs: 1000, sampleRate: 16_000, channels: 1 },
    ]);
    expect(index.timescale).toBe(16_000);
    expect(index.fragments.map(({ duration }) => duration)).toEqual([8000, 8000]);
    const [first] = index.fragments;
    const moofBytes = boxesIn(fakeFragment(twoFragments[0] ?? []))[0]?.end ?? 0;
    expect(first?.keyframeBytes).toBe(moofBytes + 8 + 50);
  });

  test('shows B-frames in their order, from 0 on, with the sound beside them', async () => {
    const pictures = [0, 3, 1, 2, 6, 4, 5].map((shown, at) => ({
      content: fakeContent(`picture ${shown}`, 40),
      duration: 800,
      compositionOffset: (shown - at + 2) * 800,
      isSync: at === 0,
    }));
    const fragment = [
      { track: video, decodeTime: 0, samples: pictures },
      { track: audio, decodeTime: 1600, samples: sound('x', 4) },
    ];
    const { file, writer } = await written([video, audio], [fragment]);

    const { durationMs } = await writer.close();

    const [found = [], sounds = []] = readSamples(await readFile(file));
    const order = [...found].sort((a, b) => a.shownAt - b.shownAt);
    expect(order.map(({ shownAt }) => Math.round(shownAt * 20))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(order.map(({ content }) => content.toString('latin1', 0, 9))).toEqual(order.map((_, at) => `picture ${at}`));
    expect(sounds[0]?.shownAt).toBe(0);
    expect(durationMs).toBe(350);
  });

  test('keeps offsets that are negative', async () => {
    const samples = gop('a', 4).map((sample, at) => ({ ...sample, compositionOffset: at === 2 ? -800 : 800 }));
    const { file, writer } = await written([video], [[{ track: video, decodeTime: 0, samples }]]);

    await writer.close();

    const bytes = await readFile(file);
    expect(bytes.readUInt8(bytes.lastIndexOf('ctts') + 4)).toBe(1); // the version in which they have a sign
    expect(readSamples(bytes)[0]?.map(({ shownAt }) => Math.round(shownAt * 20))).toEqual([0, 1, 0, 3]);
  });

  test('starts the sound as late as it came', async () => {
    const late = [
      [{ track: video, decodeTime: 0, samples: gop('a', 40) }],
      [
        { track: video, decodeTime: 32_000, samples: gop('b', 40) },
        { track: audio, decodeTime: 40_000, samples: sound('x', 3) },
      ],
    ];
    const { file, writer } = await written([video, audio], late);

    const { tracks } = await writer.close();

    const [, sounds = []] = readSamples(await readFile(file));
    expect(sounds.map(({ shownAt }) => shownAt)).toEqual([2.5, 2.564, 2.628]);
    expect(tracks[1]?.durationMs).toBe(192);
  });

  test('leaves out a track of which nothing came', async () => {
    const { file, writer } = await written([video, audio], [[{ track: video, decodeTime: 0, samples: gop('a', 5) }]]);

    const closed = await writer.close();

    expect(closed.tracks.map(({ kind }) => kind)).toEqual(['video']);
    expect(readSamples(await readFile(file))).toHaveLength(1);
    expect(await readHybrid(file)).toEqual(closed);
  });

  test('takes the edit lists of its source into the times of the fragments', async () => {
    const pictures: FakeTrack = { ...video, edits: [[0, 1600]] };
    const sounds: FakeTrack = {
      ...audio,
      edits: [
        [250, -1],
        [0, 0],
      ],
    }; // delayed by 250 ms
    const held = gop('a', 4).map((sample) => ({ ...sample, compositionOffset: 1600 }));
    const fragment = [
      { track: pictures, decodeTime: 1600, samples: held },
      { track: sounds, decodeTime: 0, samples: sound('x', 4) },
    ];
    const { file, writer } = await written([pictures, sounds], [fragment]);

    const { init } = await writer.close();

    expect(Buffer.from(init).includes('elst')).toBe(false);
    const [shown = [], heard = []] = readSamples(await readFile(file));
    expect(shown[0]?.shownAt).toBe(0);
    expect(heard[0]?.shownAt).toBeCloseTo(0.15, 4); // 250 ms late, the first picture 100 ms
  });

  test('believes the beginning of the next fragment more than the duration of the last sample', async () => {
    const [, next] = twoFragments;
    const early: FakeRun[] = [{ track: video, decodeTime: 0, samples: gop('a', 10).map((sample) => ({ ...sample, duration: 700 })) }];
    const { file, writer } = await written([video], [early, [{ ...(next?.[0] as FakeRun) }]]);

    const { index } = await writer.close();

    const [pictures = []] = readSamples(await readFile(file));
    expect(pictures[10]?.shownAt).toBe(0.5);
    expect(index.fragments.map(({ duration }) => duration)).toEqual([8000, 8000]);
  });

  test('needs no room of its own: closing changes only what was reserved', async () => {
    const { file, writer } = await written([video, audio], twoFragments);
    const { size } = await stat(file);

    const { sizeBytes } = await writer.close();

    expect(sizeBytes).toBe(size);
    expect((await stat(file)).size).toBe(size);
  });
});

describe('a reserve that is too small', () => {
  test('leaves the file fragmented, and as readable', async () => {
    const { file, writer } = await written([video, audio], twoFragments, { reserveBytes: 1500 });

    const closed = await writer.close();

    expect(closed.isClosed).toBe(false);
    expect(closed).toEqual(await readHybrid(file));
    expect(boxesIn(await readFile(file)).map(({ type }) => type)).toEqual(['ftyp', 'moov', 'free', 'moof', 'mdat', 'moof', 'mdat']);
  });

  test('may even be too small for the first moov', async () => {
    const { file, writer } = await written([video], [[{ track: video, decodeTime: 0, samples: gop('a', 3) }]], { reserveBytes: 0 });

    await writer.close();

    expect((await readHybrid(file)).tracks[0]?.samples).toBe(3);
  });

  test('is not what a segment gets: ten minutes with uneven times fit', async () => {
    const samples = Array.from({ length: 30 * 60 * 10 }, (_, at) => ({
      content: Buffer.alloc(1),
      duration: 3000 + (at % 7),
      isSync: at % 60 === 0,
    }));
    const track = { ...video, timescale: 90_000 };
    const { writer } = await written([track], [[{ track, decodeTime: 0, samples }]], { reserveBytes: reserveBytesFor(600_000) });

    expect(await writer.close()).toMatchObject({ isClosed: true });
  });
});

describe('a file of more than 4 GB', () => {
  test('is found in with 64-bit offsets, through an mdat with a 64-bit size', async () => {
    const reserveBytes = 2 ** 32 + 1000; // a hole: the fragments begin behind 4 GB
    const { file, writer } = await written([video], [[{ track: video, decodeTime: 0, samples: gop('a', 5) }]], { reserveBytes });

    const closed = await writer.close();

    expect(closed).toMatchObject({ isClosed: true, tracks: [{ samples: 5 }] });
    expect(closed.index.fragments[0]?.offset).toBe(reserveBytes);
    const front = Buffer.alloc(4000);
    await using handle = await open(file);
    await handle.read(front, 0, front.length, 0);
    expect({ co64: front.includes('co64'), stco: front.subarray(front.indexOf('mvex')).includes('stco') }).toEqual({
      co64: true,
      stco: false,
    });
    expect(await readHybrid(file)).toEqual(closed);
    await rm(file);
  });
});

describe('bytes that come', () => {
  test('may be cut anywhere', async () => {
    const whole = Buffer.concat([fakeInit([video, audio]), ...twoFragments.map(fakeFragment)]);
    const { file: expected, writer: reference } = await written([video, audio], twoFragments);
    await reference.close();

    for (const size of [1, 7, 100, 4096]) {
      const file = newPath();
      const writer = await HybridWriter.create(file, RESERVE);
      for (let at = 0; at < whole.length; at += size) await writer.write(whole.subarray(at, at + size));
      await writer.close();

      expect((await readFile(file)).equals(await readFile(expected))).toBe(true);
    }
  });

  test('are in the file as soon as they complete a fragment', async () => {
    const [first = [], second = []] = twoFragments;
    const { file, writer } = await written([video, audio], [first]);
    const next = fakeFragment(second);

    await writer.write(next.subarray(0, -1));
    const before = await readHybrid(file);
    await writer.write(next.subarray(-1));
    const after = await readHybrid(file);

    expect([before.index.fragments.length, after.index.fragments.length]).toEqual([1, 2]);
    expect(after.index).toEqual(writer.index);
    expect(after.init).toEqual(writer.init);
    await writer.close();
  });

  test('that end in the middle of a fragment leave the fragments before', async () => {
    const [first = [], second = []] = twoFragments;
    const { file, writer } = await written([video, audio], [first]);
    const third = fakeFragment([{ track: video, decodeTime: 16_000, samples: gop('c', 10) }]);
    await writer.write(Buffer.concat([fakeFragment(second), third.subarray(0, 300)]));

    const closed = await writer.close();

    expect(closed.tracks[0]?.samples).toBe(20);
    expect(readSamples(await readFile(file))[0]).toHaveLength(20);
    expect(await readHybrid(file)).toEqual(closed);
  });

  test('are refused when they are no fragmented MP4', async () => {
    const fragment = fakeFragment(twoFragments[0] ?? []);
    const refused = [
      [Buffer.from('this is no MP4 but a letter')],
      [fragment],
      [fakeInit([video]), fakeInit([video])],
      [fakeInit([video]), Buffer.concat([fragment.subarray(0, boxesIn(fragment)[0]?.end), fragment])],
    ];

    for (const chunks of refused) {
      const writer = await HybridWriter.create(newPath(), RESERVE);
      const writing = (async () => {
        for (const chunk of chunks) await writer.write(chunk);
      })();

      await expect(writing).rejects.toBeInstanceOf(MediaInvalid);
      await writer.abandon();
    }
  });

  test('never came: closing says so, and abandoning leaves nothing', async () => {
    const { file, writer } = await written([video], []);

    await expect(writer.close()).rejects.toThrow('nothing was recorded');
    await writer.abandon();

    await expect(stat(file)).rejects.toThrow('ENOENT');
  });
});

describe('what another program wrote', () => {
  async function writtenBy(content: Buffer, file = newPath()): Promise<{ file: string; writer: HybridWriter }> {
    const writer = await HybridWriter.writtenBy(file, RESERVE, async (descriptor) => {
      await writeFile(`/proc/self/fd/${descriptor}`, content, { flag: 'a' });
    });
    return { file, writer };
  }

  test('becomes the same hybrid as what came through write', async () => {
    const edited: FakeTrack = { ...video, edits: [[0, 800]] };
    const source = [edited, audio];
    const fragments = twoFragments.map(([pictures, sounds]) => [{ ...(pictures as FakeRun), track: edited }, sounds as FakeRun]);
    const { file: expectedFile, writer: reference } = await written(source, fragments);
    const expected = await reference.close();

    const { file, writer } = await writtenBy(Buffer.concat([fakeInit(source), ...fragments.map(fakeFragment)]));
    const closed = await writer.close();

    expect(closed.tracks).toEqual(expected.tracks);
    expect(closed.init).toEqual(expected.init);
    expect(closed.durationMs).toBe(expected.durationMs);
    expect(readSamples(await readFile(file))).toEqual(readSamples(await readFile(expectedFile)));
    expect(await readHybrid(file)).toEqual(closed);
  });

  test('is cut behind its last whole fragment', async () => {
    const whole = Buffer.concat([fakeInit([video, audio]), ...twoFragments.map(fakeFragment)]);

    const { file, writer } = await writtenBy(whole.subarray(0, -5));
    const closed = await writer.close();

    expect(closed.index.fragments).toHaveLength(1);
    expect((await stat(file)).size).toBe(closed.sizeBytes);
  });

  test('is removed when it holds nothing, or the program failed', async () => {
    const file = newPath();

    await expect(writtenBy(fakeInit([video]), file)).rejects.toThrow('nothing was recorded');
    await expect(HybridWriter.writtenBy(file, RESERVE, () => Promise.reject(new Error('it broke')))).rejects.toThrow('it broke');

    await expect(stat(file)).rejects.toThrow('ENOENT');
  });
});

describe('a crash', () => {
  test('at any byte leaves every whole fragment readable', async () => {
    const { file, writer } = await written([video, audio], twoFragments);
    const { index, sizeBytes } = { index: writer.index, sizeBytes: writer.sizeBytes };
    const [first, second] = index?.fragments ?? [];

    for (let size = sizeBytes; size >= (first?.offset ?? 0); size -= 97) {
      await truncate(file, size);
      const whole = [first, second].filter((fragment) => fragment && fragment.offset + fragment.bytes <= size);
      expect((await readHybrid(file)).index.fragments).toEqual(whole.map((fragment, at) => (at === 0 ? fragment : second)));
    }
    await writer.abandon();
  });

  test('between the steps of closing leaves a file that is one or the other', async () => {
    const { file, writer } = await written([video, audio], twoFragments);
    const open = await readFile(file);
    await writer.close();
    const closed = await readFile(file);
    const changedAt = boxesIn(closed)[0]?.end ?? 0; // the eight bytes that are written last

    const between = newPath();
    await writeFile(
      between,
      Buffer.concat([closed.subarray(0, changedAt), open.subarray(changedAt, changedAt + 8), closed.subarray(changedAt + 8)]),
    );

    expect(await readHybrid(between)).toMatchObject({ isClosed: false, tracks: [{ samples: 20 }, { samples: 16 }] });
  });
});
