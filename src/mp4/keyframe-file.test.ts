import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type FakeTrack, fakeContent, fakeFragment, fakeInit, sampleEntries } from '../../test/fakes/fragmented-mp4.ts';
import { readHybrid } from './hybrid-reader.ts';
import { keyframeFile } from './keyframe-file.ts';

const track: FakeTrack = { id: 7, kind: 'video', timescale: 90_000, sampleEntry: sampleEntries.h264 };

test('keyframes cut out of fragments become a file of nothing but them', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'keyframes-'));
  const samples = [
    { content: fakeContent('key', 300), duration: 4500 },
    { content: fakeContent('rest', 200), duration: 4500, isSync: false },
  ];
  const fragment = fakeFragment([{ track, decodeTime: 900_000, samples }]);
  const keyframe = fragment.subarray(0, fragment.length - 200);

  await writeFile(path.join(folder, 'a.mp4'), keyframeFile(fakeInit([track]), [keyframe, keyframe]));
  const { index, tracks } = await readHybrid(path.join(folder, 'a.mp4'));

  expect(tracks).toMatchObject([{ samples: 2, durationMs: 2000 }]);
  expect(index.fragments.map(({ bytes, keyframeBytes }) => bytes - keyframeBytes)).toEqual([0, 0]);
  await rm(folder, { recursive: true });
});

test('what is no keyframe is refused', () => {
  const fragment = fakeFragment([{ track, decodeTime: 0, samples: [{ content: fakeContent('key', 300), duration: 4500 }] }]);

  expect(() => keyframeFile(fakeInit([track]), [fragment.subarray(0, fragment.length - 1)])).toThrow('does not begin with a picture');
  expect(() => keyframeFile(fakeInit([track]), [fragment.subarray(9)])).toThrow('no fragment');
  expect(() => keyframeFile(new Uint8Array(), [fragment])).toThrow('no moov');
});
