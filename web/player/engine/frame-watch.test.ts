import { expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { type FramedVideo, FrameWatch } from './frame-watch.ts';

const FRAME_S = 1 / 15;

/** A video that stands, and shows the frame of each moment it is put to. */
class StandingVideo implements FramedVideo {
  readonly seeking = false;
  readonly seeks: number[] = [];
  #callback: VideoFrameRequestCallback | null = null;
  #time = 0;

  get currentTime(): number {
    return this.#time;
  }

  set currentTime(time: number) {
    this.#time = time;
    this.seeks.push(time);
    const callback = this.#callback;
    this.#callback = null;
    // all that is read of it
    callback?.(0, { mediaTime: Math.floor(time / FRAME_S + 1e-6) * FRAME_S } as VideoFrameCallbackMetadata);
  }

  requestVideoFrameCallback(callback: VideoFrameRequestCallback): number {
    this.#callback = callback;
    return 1;
  }

  cancelVideoFrameCallback(): void {
    this.#callback = null;
  }
}

async function opened() {
  const clock = new FakeClock();
  const video = new StandingVideo();
  const frames = new FrameWatch({ video, clock, onFrame: () => undefined });
  video.currentTime = 10 * FRAME_S;
  const shown = (): number => Math.round((frames.mediaTime ?? 0) / FRAME_S);
  return { clock, video, frames, shown };
}

test('25 steps forward and back show exactly those frames, although no interval is known at first', async () => {
  const { clock, frames, shown } = await opened();
  const seen: number[] = [];

  for (const by of [...Array<number>(25).fill(1), ...Array<number>(25).fill(-1)]) {
    frames.step(by);
    await clock.advance(500);
    seen.push(shown());
  }

  expect(seen).toEqual([...Array.from({ length: 25 }, (_, at) => 11 + at), ...Array.from({ length: 25 }, (_, at) => 34 - at)]);
  frames.dispose();
});

test('what is asked for while a step goes is gone at once', async () => {
  const { clock, video, frames, shown } = await opened();
  frames.step(-1);
  await clock.advance(500);
  const before = video.seeks.length;

  for (let press = 0; press < 10; press++) frames.step(1);
  await clock.advance(1_000);

  expect(shown()).toBe(19);
  expect(video.seeks.length - before).toBeLessThanOrEqual(2);
  frames.dispose();
});

test('the frame of before a jump is forgotten until the new one comes', async () => {
  const { video, frames, shown } = await opened();

  frames.forget();
  const between = frames.mediaTime;
  video.currentTime = 40 * FRAME_S;

  expect([between, shown()]).toEqual([null, 40]);
  frames.dispose();
});
