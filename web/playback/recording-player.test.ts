import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { RecordingPlayer } from './recording-player.ts';
import type { Piece } from './reel.ts';

/** As much of a video element as the player touches. */
class FakeVideo extends EventTarget {
  src = '';
  currentTime = 0;
  duration = Number.NaN;
  videoWidth = 1280;
  readyState = 0;
  ended = false;
  paused = true;
  muted = false;
  playbackRate = 1;
  defaultPlaybackRate = 1;
  error: { code: number } | null = null;
  readonly loaded: string[] = [];

  getAttribute(): string {
    return this.src;
  }

  removeAttribute(): void {
    this.src = '';
  }

  load(): void {}

  async play(): Promise<void> {
    this.paused = false;
    this.#tell('play');
  }

  pause(): void {
    this.paused = true;
    this.#tell('pause');
  }

  /** The file's first picture is there. */
  arrive(): void {
    this.ended = false;
    this.readyState = 4;
    this.loaded.push(this.src);
    this.#tell('loadeddata');
  }

  reach(seconds: number): void {
    this.currentTime = seconds;
    this.#tell('timeupdate');
  }

  end(seconds: number): void {
    this.currentTime = seconds;
    this.ended = true;
    this.paused = true;
    this.#tell('pause');
    this.#tell('ended');
  }

  fail(code: number): void {
    this.error = { code };
    this.#tell('error');
  }

  #tell(event: string): void {
    this.dispatchEvent(new Event(event));
  }
}

function piece(from: number, to: number, changes: { path?: string; isLive?: boolean } = {}): Piece {
  const { path = `${from}.mp4`, isLive = false } = changes;
  const entry = {
    name: path,
    startTime: '00:00:00',
    datetime: new Date(from * 1000).toISOString(),
    size: '',
    sizeBytes: 0,
    duration: to - from,
    live: isLive,
    protected: false,
    problem: null,
  };
  return { path, from: from * 1000, to: to * 1000, isLive, entry };
}

const DAY = { from: 0, to: 86_400_000 };

function opened(reel: readonly Piece[]) {
  const video = new FakeVideo();
  const clock = new FakeClock(0);
  const told: string[] = [];
  const player = RecordingPlayer.start({
    video: video as unknown as HTMLVideoElement, // all of it that the player touches
    clock,
    urlOf: ({ path, to, isLive }) => (isLive ? `${path}?${to}` : path),
    onSwap: () => told.push('swap'),
    onStale: () => told.push('stale'),
    onEnd: () => told.push('end'),
  });
  player.setReel(reel, DAY);
  return { video, clock, told, player };
}

describe('a recording player', () => {
  test('seeks to the right place in the right file', () => {
    const { video, player } = opened([piece(100, 110), piece(110, 120)]);

    player.seek(113_000);
    expect([video.src, video.currentTime]).toEqual(['110.mp4', 3]);
    video.arrive();
    video.reach(4.5);

    expect(player.getSnapshot()).toMatchObject({ phase: 'shown', time: 114_500 });
  });

  test('goes on with the next file by itself', () => {
    const { video, player } = opened([piece(100, 110), piece(110, 120)]);
    player.seek(100_000);
    player.play();
    video.arrive();

    video.end(10);

    expect(video.src).toBe('110.mp4');
    expect(player.getSnapshot()).toMatchObject({ isPlaying: true, time: 110_000 });
  });

  test('says what is missing for a moment, then plays after the gap', async () => {
    const { video, clock, player } = opened([piece(100, 110), piece(500, 510)]);
    player.seek(100_000);
    player.play();
    video.arrive();

    video.end(10);
    expect(player.getSnapshot()).toMatchObject({ phase: 'gap', gap: { from: 110_000, to: 500_000 } });
    await clock.advance(1500);

    expect(video.src).toBe('500.mp4');
  });

  test('shows the next recorded moment when one in a gap is asked for', () => {
    const { video, player } = opened([piece(100, 110), piece(500, 510)]);

    player.seek(300_000);

    expect([video.src, video.currentTime, player.getSnapshot().time]).toEqual(['500.mp4', 0, 500_000]);
  });

  test('waits for the recordings of another day, and shows the moment when they come', () => {
    const { video, player } = opened([piece(100, 110)]);

    player.seek(DAY.to + 5000);
    expect(player.getSnapshot()).toMatchObject({ phase: 'loading', time: DAY.to + 5000 });
    player.setReel([piece(86_400, 86_410)], { from: DAY.to, to: DAY.to * 2 });

    expect([video.src, video.currentTime]).toEqual(['86400.mp4', 5]);
  });

  test('goes on playing when the list is renewed', () => {
    const { video, player } = opened([piece(100, 110)]);
    player.seek(105_000);
    video.arrive();

    player.setReel([piece(100, 110), piece(110, 120)], DAY);

    expect(video.loaded).toEqual(['100.mp4']);
  });

  test('goes on to the next when what plays is deleted', () => {
    const { video, player } = opened([piece(100, 110), piece(110, 120)]);
    player.seek(105_000);
    video.arrive();

    player.setReel([piece(110, 120)], DAY);

    expect(video.src).toBe('110.mp4');
  });

  test('plays the converted file when the old one is gone', () => {
    const { video, player } = opened([piece(100, 110, { path: '100.mkv' })]);
    player.seek(104_000);
    video.arrive();
    player.setReel([piece(100, 110)], DAY);

    video.fail(2);

    expect([video.src, video.currentTime]).toEqual(['100.mp4', 4]);
  });

  test('plays a container that this browser does not know as soon as it is converted', () => {
    const { video, told, player } = opened([piece(100, 110, { path: '100.mkv' })]);
    player.seek(104_000);

    video.fail(4);
    expect(player.getSnapshot()).toMatchObject({ phase: 'problem', problem: 'container' });
    expect(told).toContain('stale');
    player.setReel([piece(100, 110)], DAY);

    expect([video.src, video.currentTime]).toEqual(['100.mp4', 4]);
  });

  test('says that the codec is the matter when a file has sound only', () => {
    const { video, player } = opened([piece(100, 110)]);
    player.seek(100_000);
    video.videoWidth = 0;

    video.arrive();

    expect(player.getSnapshot()).toMatchObject({ phase: 'problem', problem: 'codec' });
  });

  test('reads on in a recording that is being written when there is more of it', async () => {
    const { video, clock, told, player } = opened([piece(100, 110, { isLive: true })]);
    player.seek(108_000);
    player.play();
    video.arrive();

    video.reach(10);
    video.end(10);
    expect(player.getSnapshot().phase).toBe('end');
    await clock.advance(5000);
    expect(told.at(-1)).toBe('stale');
    player.setReel([piece(100, 116, { isLive: true })], DAY);

    expect([video.src, video.currentTime]).toEqual(['100.mp4?116000', 10]);
  });

  test('tells that nothing follows', () => {
    const { video, told, player } = opened([piece(100, 110)]);
    player.seek(100_000);
    player.play();
    video.arrive();

    video.end(10);

    expect(told.at(-1)).toBe('end');
    expect(player.getSnapshot().phase).toBe('end');
  });

  test('pauses and plays on as asked', () => {
    const { video, player } = opened([piece(100, 110)]);
    player.seek(100_000);
    video.arrive();

    player.toggle();
    expect([video.paused, player.getSnapshot().isPlaying]).toEqual([false, true]);
    player.toggle();
    expect([video.paused, player.getSnapshot().isPlaying]).toEqual([true, false]);
  });
});
