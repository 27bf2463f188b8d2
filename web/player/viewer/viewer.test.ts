import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { Store } from '../../client/store.ts';
import type { CameraState } from './camera-player.ts';
import { Viewer } from './viewer.ts';
import type { ViewerCamera } from './viewer-camera.ts';

const SHOWN: CameraState = { phase: 'shown', isWaiting: false, isAtEdge: false, gap: null, problem: null, isConverted: false };

/** A camera whose video runs by the fake clock, at its own pace. */
class ToyCamera implements ViewerCamera {
  readonly #state = new Store<CameraState>({ ...SHOWN, phase: 'idle' });
  readonly subscribe = this.#state.subscribe;
  readonly getSnapshot = this.#state.getSnapshot;
  readonly channel: number;
  readonly clock: FakeClock;
  readonly pace: number;
  readonly shown: number[] = [];
  rate = 1;
  isMuted = true;
  isPlaying = false;
  #wall = 0;
  #since = 0;

  constructor(channel: number, clock: FakeClock, pace = 1) {
    this.channel = channel;
    this.clock = clock;
    this.pace = pace;
  }

  wallTime(): number | null {
    if (this.getSnapshot().phase !== 'shown') return null;
    return this.isPlaying && !this.getSnapshot().isWaiting
      ? this.#wall + (this.clock.monotonic() - this.#since) * this.rate * this.pace
      : this.#wall;
  }

  become(change: Partial<CameraState>): void {
    this.#hold();
    this.#state.set({ ...this.getSnapshot(), ...change });
  }

  show(time: number): void {
    this.shown.push(time);
    this.#wall = time;
    this.#since = this.clock.monotonic();
    this.#state.set({ ...SHOWN });
  }

  play(): void {
    this.#hold();
    this.isPlaying = true;
  }

  pause(): void {
    this.#hold();
    this.isPlaying = false;
  }

  setRate(rate: number): void {
    this.#hold();
    this.rate = rate;
  }

  step(frames: number): void {
    this.#wall += frames * 40;
    this.#state.set({ ...this.getSnapshot() });
  }

  setSound({ isMuted }: { readonly isMuted: boolean }): void {
    this.isMuted = isMuted;
  }

  tick(): void {}

  rest(): void {
    this.#state.set({ ...SHOWN, phase: 'idle' });
  }

  #hold(): void {
    this.#wall = this.wallTime() ?? this.#wall;
    this.#since = this.clock.monotonic();
  }
}

async function opened(paces: readonly number[] = [1]) {
  const clock = new FakeClock();
  const viewer = Viewer.start({ clock, monotonic: () => clock.monotonic(), focused: 1, rate: 1 });
  const cameras = paces.map((pace, index) => new ToyCamera(index + 1, clock, pace));
  for (const camera of cameras) viewer.add(camera);
  const begin = clock.now() - 3_600_000;
  viewer.seek(begin);
  await clock.advance(300);
  const [first = new ToyCamera(0, clock), second = new ToyCamera(0, clock)] = cameras;
  return { clock, viewer, first, second, begin, moved: () => (viewer.getSnapshot().time ?? 0) - begin };
}

test('one camera leads the clock, and is never corrected', async () => {
  const { clock, viewer, first, moved } = await opened([0.9]);

  viewer.play();
  await clock.advance(10_000);

  expect(Math.abs(moved() - 9_000)).toBeLessThan(400);
  expect([first.rate, first.shown.length]).toEqual([1, 1]);
  viewer.dispose();
});

test('cameras of different pace stay together by small changes of their rate', async () => {
  const { clock, viewer, first, second, moved } = await opened([0.97, 1.03]);

  viewer.play();
  await clock.advance(60_000);

  expect(Math.abs((first.wallTime() ?? 0) - (second.wallTime() ?? 0))).toBeLessThan(130);
  expect(moved()).toBeGreaterThan(58_000);
  expect([first.shown.length, second.shown.length]).toEqual([1, 1]);
  viewer.dispose();
});

test('where none can keep up, the clock waits for them, and none is sent elsewhere', async () => {
  const { clock, viewer, first, second, moved } = await opened([0.7, 0.72]);

  viewer.play();
  await clock.advance(20_000);

  expect([first.shown.length, second.shown.length]).toEqual([1, 1]);
  expect(Math.abs((first.wallTime() ?? 0) - (second.wallTime() ?? 0))).toBeLessThan(130);
  expect(moved()).toBeLessThan(15_500);
  viewer.dispose();
});

describe('a camera without data', () => {
  test('stops the clock for all after half a second, and all go on with it', async () => {
    const { clock, viewer, first, second, moved } = await opened([1, 1]);
    viewer.play();
    await clock.advance(2_000);
    second.become({ isWaiting: true });
    await clock.advance(5_000);

    expect(viewer.getSnapshot().isWaiting).toBe(true);
    expect(first.isPlaying).toBe(false);
    expect(moved()).toBeLessThan(3_100);
    second.become({ isWaiting: false });
    await clock.advance(1_000);

    expect(viewer.getSnapshot().isWaiting).toBe(false);
    expect(first.isPlaying).toBe(true);
    viewer.dispose();
  });

  test('is not waited for when one does not want to', async () => {
    const { clock, viewer, second, moved } = await opened([1, 1]);
    viewer.setImpatient(true);
    viewer.play();
    await clock.advance(2_000);
    second.become({ isWaiting: true });
    await clock.advance(5_000);

    expect(moved()).toBeGreaterThan(6_000);
    viewer.dispose();
  });
});

describe('a gap', () => {
  const gapUntil = (to: number): Partial<CameraState> => ({ phase: 'gap', gap: { from: to - 60_000, to, reason: 'camera_offline' } });

  test('everywhere is told for a second and a half, then skipped', async () => {
    const { clock, viewer, first, begin } = await opened();
    viewer.play();
    await clock.advance(1_000);
    first.become(gapUntil(begin + 60_000));
    await clock.advance(1_000);
    expect(viewer.getSnapshot().notice?.reason).toBe('camera_offline');
    expect(first.shown).toEqual([begin]);
    await clock.advance(1_000);

    expect(first.shown.at(-1)).toBe(begin + 60_000);
    viewer.dispose();
  });

  test('of one camera stops nobody', async () => {
    const { clock, viewer, second, begin, moved } = await opened([1, 1]);
    viewer.play();
    await clock.advance(1_000);
    second.become(gapUntil(begin + 60_000));
    await clock.advance(9_000);

    expect(moved()).toBeGreaterThan(9_000);
    viewer.dispose();
  });

  test('in which somebody chose a moment stays, whether it played before or not', async () => {
    const { clock, viewer, first, begin } = await opened();
    viewer.play();
    await clock.advance(1_000);
    viewer.stand(begin + 5_000);
    first.become(gapUntil(begin + 60_000));
    await clock.advance(10_000);

    expect(first.shown).toEqual([begin, begin + 5_000]);
    expect(viewer.getSnapshot()).toMatchObject({ time: begin + 5_000, isPlaying: false, notice: null });
    viewer.dispose();
  });

  test('that ends within the second that was chosen is none', async () => {
    const { clock, viewer, first, begin } = await opened();
    viewer.stand(begin + 5_000);
    first.become(gapUntil(begin + 5_900));
    await clock.advance(500);

    expect(first.shown.at(-1)).toBe(begin + 5_900);
    expect(viewer.getSnapshot().notice).toBeNull();
    viewer.dispose();
  });

  test('that somebody chose is passed when it is told to play, with its notice', async () => {
    const { clock, viewer, first, begin } = await opened();
    viewer.stand(begin + 5_000);
    first.become(gapUntil(begin + 60_000));
    await clock.advance(1_000);

    viewer.play();
    await clock.advance(1_000);
    expect(viewer.getSnapshot().notice?.reason).toBe('camera_offline');
    await clock.advance(1_000);

    expect(first.shown.at(-1)).toBe(begin + 60_000);
    viewer.dispose();
  });

  test('that is sought is skipped at once, to where the first camera goes on', async () => {
    const { viewer, first, second, begin } = await opened([1, 1]);
    viewer.seek(begin + 5_000);
    first.become(gapUntil(begin + 60_000));
    second.become(gapUntil(begin + 40_000));

    expect(first.shown.at(-1)).toBe(begin + 40_000);
    expect(viewer.getSnapshot().notice?.to).toBe(begin + 40_000);
    viewer.dispose();
  });
});

test('only the focused camera is heard', async () => {
  const { viewer, first, second } = await opened([1, 1]);

  viewer.setSound({ isMuted: false });
  expect([first.isMuted, second.isMuted]).toEqual([false, true]);
  viewer.focus(2);

  expect([first.isMuted, second.isMuted]).toEqual([true, false]);
  viewer.dispose();
});

test('stepping stands still, and the other cameras follow', async () => {
  const { clock, viewer, first, second, begin } = await opened([1, 1]);

  for (let step = 0; step < 5; step++) viewer.step(1);
  await clock.advance(500);

  expect(viewer.getSnapshot()).toMatchObject({ time: begin + 200, isPlaying: false });
  expect(first.shown.length).toBe(1);
  expect(Math.abs((second.wallTime() ?? 0) - begin - 200)).toBeLessThanOrEqual(100);
  viewer.dispose();
});

describe('now', () => {
  test('is live, whoever seeks or plays up to it', async () => {
    const { clock, viewer, first } = await opened();
    viewer.seek(clock.now());
    expect(viewer.getSnapshot().mode).toBe('live');
    expect(first.getSnapshot().phase).toBe('idle');

    viewer.seek(clock.now() - 20_000);
    viewer.setRate(4);
    viewer.play();
    await clock.advance(10_000);

    expect(viewer.getSnapshot()).toMatchObject({ mode: 'live', rate: 1 });
    viewer.dispose();
  });

  test('is left by seeking back', async () => {
    const { clock, viewer, first } = await opened();
    viewer.goLive();

    viewer.seek(clock.now() - 3_000);
    await clock.advance(500);

    expect(viewer.getSnapshot().mode).toBe('recorded');
    expect(first.shown.at(-1)).toBe(clock.now() - 3_500);
    viewer.dispose();
  });
});

test('several cameras that are to go faster than decoders can are followed in still pictures', async () => {
  const { clock, viewer, first, moved } = await opened([1, 1]);
  viewer.play();

  viewer.setRate(16);
  await clock.advance(2_000);

  expect(viewer.isFastLook).toBe(true);
  expect(first.isPlaying).toBe(false);
  expect(moved()).toBeGreaterThan(28_000);
  viewer.dispose();
});
