import { describe, expect, test } from 'vitest';
import { Store } from '../../client/store.ts';
import type { EngineState, PlaybackEngine } from '../engine/playback-engine.ts';
import type { PlaybackWindow } from '../engine/playback-window.ts';
import { RunTable } from '../engine/run-table.ts';
import { CameraPlayer } from './camera-player.ts';
import type { CameraGap } from './recording-history.ts';

const HOUR = 3_600_000;
const DAY = Date.UTC(2026, 10, 22);
const NOW = DAY + 20 * HOUR;
const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

/** An engine that does what a test says. */
class ToyEngine implements PlaybackEngine {
  readonly #state = new Store<EngineState>({
    ...{ table: RunTable.empty, isKnown: false, isWhole: false, hasPicture: false },
    ...{ isWaiting: true, gap: null, isEnded: false, problem: null },
  });
  readonly subscribe = this.#state.subscribe;
  readonly getSnapshot = this.#state.getSnapshot;
  // as the player sees it: nothing of a video but whether it stands
  readonly element = { paused: true } as HTMLVideoElement;
  readonly sought: number[] = [];
  window: PlaybackWindow = { from: 0, to: null };
  isDisposed = false;
  isPlaying = false;
  rate = 1;
  stepped = 0;

  readonly isConverted: boolean;

  constructor(isConverted: boolean) {
    this.isConverted = isConverted;
  }

  become(change: Partial<EngineState>): void {
    this.#state.set({ ...this.getSnapshot(), ...change });
  }

  /** The playlist has come with one stretch, and the picture. */
  ready(from: number, to: number): void {
    const table = RunTable.of([{ start: 0, duration: (to - from) / 1000, wall: from }]);
    this.become({ table, isKnown: true, isWhole: this.window.to !== null, hasPicture: true, isWaiting: false });
  }

  load(window: PlaybackWindow, at: number): void {
    this.window = window;
    this.sought.push(at);
  }

  seek(wall: number): void {
    this.sought.push(wall);
  }

  wallTime(): number | null {
    return this.sought.at(-1) ?? null;
  }

  play(): void {
    this.isPlaying = true;
  }

  pause(): void {
    this.isPlaying = false;
  }

  setRate(rate: number): void {
    this.rate = rate;
  }

  step(frames: number): void {
    this.stepped += frames;
  }

  setSound(): void {}

  dispose(): void {
    this.isDisposed = true;
  }
}

function opened(gap: CameraGap | 'unknown' | null = null) {
  const engines: ToyEngine[] = [];
  let now = NOW;
  const player = new CameraPlayer({
    channel: 1,
    now: () => now,
    history: {
      gapAt: async () => {
        if (gap === 'unknown') throw new Error('the server does not answer');
        return gap ?? { from: null, to: null, reason: null };
      },
    },
    open: (_, isConverted) => {
      const engine = new ToyEngine(isConverted);
      engines.push(engine);
      return engine;
    },
  });
  const engine = (index: number): ToyEngine => engines[index] ?? new ToyEngine(false);
  const pass = (ms: number): void => {
    now += ms;
  };
  return { player, engines, engine, pass };
}

const NINE = DAY + 9 * HOUR;
const TEN = DAY + 10 * HOUR;

test('within a window it seeks; another window gets another engine, and the old picture stays until there is a new one', () => {
  const { player, engines, engine } = opened();
  player.show(NINE);
  expect(player.getSnapshot().phase).toBe('loading');
  engine(0).ready(DAY + 8 * HOUR, TEN);
  expect(player.getSnapshot().phase).toBe('shown');

  player.show(NINE + 60_000);
  expect([engines.length, engine(0).sought.at(-1)]).toEqual([1, NINE + 60_000]);
  player.show(TEN + 60_000);
  expect([engines.length, engine(0).isDisposed]).toEqual([2, false]);
  engine(1).ready(TEN, TEN + 2 * HOUR);

  expect(engine(0).isDisposed).toBe(true);
  expect(player.getSnapshot().phase).toBe('shown');
});

test('the next window is made ready before it is needed, and takes over', () => {
  const { player, engines, engine } = opened();
  player.show(TEN - 60_000);
  player.play();
  engine(0).ready(DAY + 8 * HOUR, TEN);

  player.tick(TEN - 30_000);
  expect(engines.length).toBe(1);
  player.tick(TEN - 10_000);
  expect([engines.length, engine(1).sought[0]]).toEqual([2, TEN]);
  engine(1).ready(TEN, TEN + 2 * HOUR);
  expect(engine(0).isDisposed).toBe(false);
  player.tick(TEN + 10);

  expect(engine(0).isDisposed).toBe(true);
  expect(engine(1).isPlaying).toBe(true);
});

test('seeking again and again before a window has come asks for it once', () => {
  const { player, engines, engine } = opened();

  for (const minute of [1, 2, 3]) player.show(NINE + minute * 60_000);

  expect(engines.length).toBe(1);
  expect(engine(0).sought.at(-1)).toBe(NINE + 3 * 60_000);
});

describe('where nothing can be played', () => {
  test('it says why, and goes on by itself when the gap is over', async () => {
    const { player, engines, engine } = opened({ from: NINE - 1_000, to: NINE + 60_000, reason: 'camera_offline' });
    player.show(NINE);
    engine(0).become({ problem: 'missing' });
    await settled();

    expect(player.getSnapshot()).toMatchObject({ phase: 'gap', gap: { to: NINE + 60_000, reason: 'camera_offline' } });
    player.tick(NINE + 30_000);
    expect(engines.length).toBe(1);
    player.tick(NINE + 60_000);

    expect(engine(1).sought).toEqual([NINE + 60_000]);
  });

  test('and nothing follows, it is the end', async () => {
    const { player, engine } = opened({ from: NINE, to: null, reason: 'recording_off' });
    player.show(NINE);
    engine(0).become({ problem: 'missing' });
    await settled();

    expect(player.getSnapshot()).toMatchObject({ phase: 'end', gap: { reason: 'recording_off' } });
  });

  test('the picture on view before does not come back while the server is asked why there is none', async () => {
    const { player, engine } = opened({ from: null, to: NINE, reason: null });
    player.show(NINE);
    engine(0).ready(DAY + 8 * HOUR, TEN);
    const phases: string[] = [];
    player.subscribe(() => phases.push(player.getSnapshot().phase));

    player.show(DAY - 10 * HOUR);
    engine(1).become({ problem: 'missing' });
    engine(0).become({ isWaiting: true }); // as when its playlist grows
    await settled();

    expect(phases).toEqual(['loading', 'gap']);
    expect(player.getSnapshot().gap?.to).toBe(NINE);
  });

  test('a server that cannot say why is asked again after a while', async () => {
    const { player, engines, engine, pass } = opened('unknown');
    player.show(NINE);
    engine(0).become({ problem: 'missing' });
    await settled();

    expect(player.getSnapshot()).toMatchObject({ phase: 'problem', problem: 'network' });
    pass(6_000);
    player.tick(NINE);
    expect(engines.length).toBe(2);
  });

  test('a gap within the window is told with its reason', async () => {
    const { player, engine } = opened({ from: NINE, to: NINE + 50_000, reason: 'restart' });
    player.show(NINE);
    engine(0).become({ isKnown: true, gap: { from: NINE - 10, to: NINE + 60_000 }, isWaiting: false });
    await settled();

    expect(player.getSnapshot()).toMatchObject({ phase: 'gap', gap: { from: NINE - 10, to: NINE + 60_000, reason: 'restart' } });
  });
});

test('what this browser cannot decode is asked for converted, once', () => {
  const { player, engines, engine } = opened();
  player.show(NINE);

  engine(0).become({ problem: 'codec' });
  expect([engines.length, engine(1).isConverted]).toEqual([2, true]);
  engine(1).become({ problem: 'codec' });

  expect(engines.length).toBe(2);
  expect(player.getSnapshot()).toMatchObject({ phase: 'problem', problem: 'codec', isConverted: true });
});

test('a moment that is hardly written yet shows the last that is, and the end of it is told', () => {
  const { player, engine } = opened();
  player.show(NOW - 2_000);
  engine(0).ready(NOW - 60_000, NOW - 3_000);

  player.show(NOW - 2_000);
  expect(engine(0).sought.at(-1)).toBe(NOW - 3_300);
  engine(0).become({ isWaiting: true });

  expect(player.getSnapshot()).toMatchObject({ phase: 'shown', isAtEdge: true });
});

test('a connection that broke is tried again after a while, by itself', () => {
  const { player, engines, engine, pass } = opened();
  player.show(NINE);
  engine(0).ready(DAY + 8 * HOUR, TEN);

  engine(0).become({ problem: 'network' });

  expect(player.getSnapshot()).toMatchObject({ phase: 'problem', problem: 'network' });
  player.tick(NINE);
  expect(engines.length).toBe(1);
  pass(6_000);
  player.tick(NINE);
  expect(engines.length).toBe(2);
});
