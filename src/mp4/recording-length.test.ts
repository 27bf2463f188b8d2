import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeRun, type FakeTrack, fakeContent, fakeFragment, fakeInit, sampleEntries } from '../../test/fakes/fragmented-mp4.ts';
import type { HybridFile } from './hybrid-file.ts';
import { readHybrid } from './hybrid-reader.ts';
import { HybridWriter } from './hybrid-writer.ts';
import { durationMsOf } from './movie.ts';

const video: FakeTrack = { id: 1, kind: 'video', timescale: 16_000, sampleEntry: sampleEntries.h264 };
const audio: FakeTrack = { id: 2, kind: 'audio', timescale: 8000, sampleEntry: sampleEntries.aac };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'recording-length-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A second of pictures from 1 s on. */
const pictures: FakeRun = {
  track: video,
  decodeTime: 16_000,
  samples: Array.from({ length: 20 }, (_, at) => ({ content: fakeContent(`picture ${at}`, 30), duration: 800, isSync: at === 0 })),
};

/** So many tenths of a second of sound, from so many on. */
function sound(from: number, count: number): FakeRun {
  const samples = Array.from({ length: count }, (_, at) => ({ content: fakeContent(`sound ${at}`, 10), duration: 800 }));
  return { track: audio, decodeTime: from * 800, samples };
}

/** The file, as it is known when it is closed and when it is read again. */
async function madeOf(...fragments: readonly (readonly FakeRun[])[]): Promise<HybridFile> {
  const file = path.join(folder, 'file.mp4');
  const writer = await HybridWriter.create(file, { reserveBytes: 6000 });
  for (const chunk of [fakeInit([video, audio]), ...fragments.map(fakeFragment)]) await writer.write(chunk);
  const closed = await writer.close();
  const { durationMs, tracks, index, isClosed } = await readHybrid(file);
  expect({ durationMs, tracks, index, isClosed }).toEqual({
    durationMs: closed.durationMs,
    tracks: closed.tracks,
    index: closed.index,
    isClosed: closed.isClosed,
  });
  return closed;
}

/** What is heard, in ms; null: the track is not there. */
function heardIn({ tracks }: HybridFile): number | null {
  return tracks.find(({ kind }) => kind === 'audio')?.durationMs ?? null;
}

describe('a recording is as long as its pictures', () => {
  test.each([
    ['sound that runs on', [sound(10, 30)], 1000],
    ['sound that begins before the first picture', [sound(5, 15)], 1000],
    ['sound that begins before and runs on', [sound(0, 40)], 1000],
    ['sound that begins late', [sound(17, 3)], 300],
    ['sound whose clock jumps by an hour', [sound(10, 5), sound(36_015, 5)], 1000],
    ['sound that is an hour away', [sound(36_000, 10)], null],
  ])('with %s', async (_, sounds, heardMs) => {
    const file = await madeOf([pictures, ...sounds]);

    expect(file.durationMs).toBe(1000);
    expect(heardIn(file)).toBe(heardMs);
  });

  test('and one without pictures as its longest track', () => {
    expect(durationMsOf([{ kind: 'audio', durationMs: 1200 }])).toBe(1200);
    expect(durationMsOf([])).toBe(0);
  });
});
