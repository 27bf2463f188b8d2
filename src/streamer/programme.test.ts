import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { FlvReader, type FlvTag } from '../rtmp/rtmp.ts';
import { Programme } from './programme.ts';

const CONFIGURATION: FlvTag = { kind: 'video', timestamp: 0, body: Buffer.from([0x17, 0, 0, 0, 0, 1]) };
const OTHER_CONFIGURATION: FlvTag = { kind: 'video', timestamp: 0, body: Buffer.from([0x17, 0, 0, 0, 0, 2]) };
const MONO_16K: FlvTag = { kind: 'audio', timestamp: 0, body: Buffer.from([0xaf, 0, 0x14, 0x08]) };
const END: FlvTag = { kind: 'video', timestamp: 0, body: Buffer.from([0x17, 2, 0, 0, 0]) };
const video = (timestamp: number, isKeyframe = false): FlvTag => ({
  kind: 'video',
  timestamp,
  body: Buffer.from([isKeyframe ? 0x17 : 0x27, 1, 0, 0, 0, 9]),
});
const sound = (timestamp: number): FlvTag => ({ kind: 'audio', timestamp, body: Buffer.from([0xaf, 1, 1]) });

class Watcher {
  readonly clock = new FakeClock();
  readonly programme = new Programme(this.clock);
  readonly tags: FlvTag[] = [];
  readonly camera = {};
  readonly slate = {};

  join(): this {
    this.programme.join({ onTag: (tag) => this.tags.push(tag) });
    return this;
  }

  /** Frames each 50 ms, a keyframe each second, timestamps from `first`. */
  film(run: object, first: number, ms: number, origin: 'camera' | 'slate' = 'camera', isSilent = true): void {
    for (let at = 0; at < ms; at += 50) this.programme.take(origin, run, video(first + at, at % 1000 === 0), isSilent);
  }

  times(kind: 'video' | 'audio'): number[] {
    return this.tags.filter((tag) => tag.kind === kind && tag.body[1] === 1).map(({ timestamp }) => timestamp);
  }
}

const gaps = (times: readonly number[]): number[] => times.slice(1).map((time, index) => time - (times[index] ?? 0));

describe('a camera', () => {
  test('begins with its configuration and a keyframe, wherever it is joined', () => {
    const watcher = new Watcher();
    watcher.programme.take('camera', watcher.camera, CONFIGURATION);
    watcher.programme.take('camera', watcher.camera, video(0), true);
    watcher.film(watcher.camera, 50, 2400);

    watcher.join();

    const [first, second, third] = watcher.tags;
    expect([first?.body, second?.kind, third?.body[0]]).toEqual([CONFIGURATION.body, 'audio', 0x17]);
    expect(watcher.times('video')).toHaveLength(8); // from the last keyframe on
  });

  test('without sound gets silence that covers every moment', () => {
    const watcher = new Watcher().join();
    watcher.programme.take('camera', watcher.camera, CONFIGURATION);
    watcher.film(watcher.camera, 0, 10_000);

    const times = watcher.times('audio');
    expect(times.length).toBeGreaterThan(425); // 43.07 a second
    expect(Math.max(...gaps(times))).toBe(24);
    expect(Math.min(...gaps(times))).toBe(23);
  });

  test('with sound keeps it, and gets silence only when it stops', () => {
    const watcher = new Watcher().join();
    watcher.programme.take('camera', watcher.camera, CONFIGURATION);
    watcher.programme.take('camera', watcher.camera, MONO_16K);
    for (let at = 0; at < 6000; at += 50) {
      watcher.programme.take('camera', watcher.camera, video(at, at === 0));
      if (at < 3000) watcher.programme.take('camera', watcher.camera, sound(at));
    }

    const times = watcher.times('audio');
    expect(times.filter((time) => time < 2990)).toHaveLength(60); // its own
    expect(gaps(times).every((gap) => gap > 0 && gap <= 65)).toBe(true);
    expect(5950 - (times.at(-1) ?? 0)).toBeLessThan(1250);
  });

  test('whose clock jumps does not make the stream jump', () => {
    const watcher = new Watcher().join();
    watcher.programme.take('camera', watcher.camera, CONFIGURATION);
    for (const first of [0, 3_600_000, 500]) watcher.film(watcher.camera, first, 1000);

    expect(watcher.times('video')).toHaveLength(60);
    expect(gaps(watcher.times('video')).every((gap) => gap > 0 && gap <= 50)).toBe(true);
  });
});

describe('a camera that goes away', () => {
  test('is followed by its still picture and comes back with its own configuration, in one time', async () => {
    const watcher = new Watcher().join();
    watcher.programme.take('camera', watcher.camera, CONFIGURATION);
    watcher.film(watcher.camera, 0, 2000);
    watcher.programme.take('camera', watcher.camera, END);
    await watcher.clock.advance(5000);
    watcher.programme.take('slate', watcher.slate, OTHER_CONFIGURATION);
    watcher.film(watcher.slate, 0, 3000, 'slate');
    await watcher.clock.advance(3000);
    expect(watcher.programme.origin).toBe('slate');
    const again = {};
    watcher.programme.take('camera', again, CONFIGURATION);
    watcher.programme.take('camera', again, video(50), true); // not a keyframe: nobody could decode it
    expect(watcher.programme.origin).toBe('slate');
    watcher.film(again, 100, 1000);

    expect(watcher.programme.origin).toBe('camera');
    const configurations = watcher.tags.filter((tag) => tag.kind === 'video' && tag.body[1] === 0).map(({ body }) => body[5]);
    expect(configurations).toEqual([1, 2, 1]);
    expect(gaps(watcher.times('video')).every((gap) => gap > 0)).toBe(true);
    expect(watcher.times('video')).toContain(5000); // the stream’s time is the wall’s
    expect(Math.max(...gaps(watcher.times('audio')))).toBeLessThanOrEqual(24);
  });

  test('keeps the sound’s configuration while it is away', () => {
    const watcher = new Watcher().join();
    watcher.programme.take('camera', watcher.camera, CONFIGURATION);
    watcher.programme.take('camera', watcher.camera, MONO_16K);
    watcher.film(watcher.camera, 0, 1000, 'camera', false);
    watcher.programme.take('slate', watcher.slate, OTHER_CONFIGURATION);
    watcher.film(watcher.slate, 0, 3000, 'slate', false);

    expect(watcher.tags.filter((tag) => tag.kind === 'audio' && tag.body[1] === 0)).toHaveLength(1);
    expect(gaps(watcher.times('audio')).every((gap) => gap === 64)).toBe(true); // 1024 samples at 16 kHz
  });
});

test('FLV is taken apart however it is cut, and something else is refused', () => {
  const tag = Buffer.concat([Buffer.from([9, 0, 0, 3, 0, 0, 40, 1, 0, 0, 0]), Buffer.from([0x17, 1, 5]), Buffer.from([0, 0, 0, 14])]);
  const file = Buffer.concat([Buffer.from('FLV\x01\x05\0\0\0\x09\0\0\0\0', 'latin1'), tag, tag]);
  const reader = new FlvReader();

  const tags = [...file].flatMap((byte) => reader.push(Buffer.from([byte])));

  expect(tags).toEqual(Array(2).fill({ kind: 'video', timestamp: 0x1000028, body: Buffer.from([0x17, 1, 5]) }));
  expect(() => new FlvReader().push(Buffer.alloc(20))).toThrow('FLV');
});
