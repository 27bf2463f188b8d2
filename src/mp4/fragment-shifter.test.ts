import { expect, test } from 'vitest';
import { type FakeTrack, fakeContent, fakeFragment, fakeInit, sampleEntries } from '../../test/fakes/fragmented-mp4.ts';
import { FragmentShifter } from './fragment-shifter.ts';

const video: FakeTrack = { id: 1, kind: 'video', timescale: 90_000, sampleEntry: sampleEntries.h264 };
const audio: FakeTrack = { id: 2, kind: 'audio', timescale: 16_000, sampleEntry: sampleEntries.aac };
const samples = [{ content: fakeContent('x', 100), duration: 1000 }];
const fragmentAt = (seconds: number): Buffer =>
  fakeFragment([
    { track: video, decodeTime: seconds * 90_000, samples },
    { track: audio, decodeTime: seconds * 16_000, samples },
  ]);

test('moves all tracks of a fragment by the same time, without moving a byte', () => {
  const shifter = new FragmentShifter(fakeInit([video, audio]));
  const fragment = fragmentAt(3);

  shifter.shift(fragment, 2 * 90_000);

  expect(fragment).toEqual(fragmentAt(5));
  expect(shifter.startOf(fragment)).toBe(5 * 90_000);
});

test('nothing begins before the beginning', () => {
  const shifter = new FragmentShifter(fakeInit([video, audio]));
  const fragment = fragmentAt(1);

  shifter.shift(fragment, -5 * 90_000);

  expect(fragment).toEqual(fragmentAt(0));
});

test('what is no fragment is refused', () => {
  const shifter = new FragmentShifter(fakeInit([video]));

  expect(() => shifter.startOf(Buffer.alloc(100))).toThrow('no fragment');
});
