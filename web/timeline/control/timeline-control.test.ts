import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import type { TimelineLane } from '../lanes/lane.ts';
import { TimelineControl } from './timeline-control.ts';
import type { TimelineScene } from './timeline-scene.ts';

const NOW = 10_000_000;
const lane: TimelineLane = {
  ...{ channel: 1, name: 'Front door', protections: [] },
  recordings: [
    { from: 1_000_000, to: 4_000_000, isLive: false },
    { from: 6_000_000, to: 9_000_000, isLive: true },
  ],
  gaps: [{ from: 4_000_000, to: 6_000_000, reason: 'camera_offline' }],
};
/** A pixel is ten seconds. */
const SCENE: TimelineScene = {
  ...{ view: { from: 0, to: NOW }, playhead: 2_000_000, now: NOW, width: 1000, lanes: [lane], focusedChannel: 1 },
  ...{ selection: null, isSelecting: false, isCentred: false },
};

function opened(more: Partial<TimelineScene> = {}) {
  const clock = new FakeClock(0);
  const told: string[] = [];
  let scene = { ...SCENE, ...more };
  let frames: ((at: number) => void)[] = [];
  let at = 0;
  const control = new TimelineControl({
    clock,
    nextFrame: (callback) => {
      frames.push(callback);
      return () => {
        frames = frames.filter((one) => one !== callback);
      };
    },
    wishes: {
      onView: (view) => show({ view }),
      onScrub: (time, phase) => told.push(`${phase} ${Math.round(time)}`),
      onPlay: (time) => told.push(`play ${Math.round(time)}`),
      onSelection: (selection) => show({ selection }),
    },
  });
  const show = (change: Partial<TimelineScene>): void => {
    scene = { ...scene, ...change };
    control.update(scene);
  };
  const frame = (count = 1): void => {
    for (let done = 0; done < count; done++) {
      const due = frames;
      frames = [];
      at += 16;
      for (const callback of due) callback(at);
    }
  };
  control.update(scene);
  return { clock, told, control, show, frame, scene: () => scene, frames: () => frames.length };
}

const wheel = (more: Partial<WheelEvent>) =>
  ({ deltaX: 0, deltaY: 0, deltaMode: 0, shiftKey: false, ctrlKey: false, ...more }) as WheelEvent;

describe('the wheel', () => {
  test('zooms about the pointer; several turns of a frame are one drawing', () => {
    const { control, frame, scene, frames } = opened();

    control.wheel(wheel({ deltaY: -200 }), 250);
    control.wheel(wheel({ deltaY: -200 }), 250);
    expect(frames()).toBe(1);
    frame();

    const { from, to } = scene().view;
    expect(to - from).toBeCloseTo(NOW * Math.exp(-0.6), 0);
    expect(from + 0.25 * (to - from)).toBeCloseTo(2_500_000, 0);
  });

  test.each([
    [{ deltaX: 100 }, 1_000_000],
    [{ deltaY: -100, shiftKey: true }, -1_000_000],
  ])('sideways or with Shift pans', (turn, expected) => {
    const { control, frame, scene } = opened();

    control.wheel(wheel(turn), 250);
    frame();

    expect(scene().view).toEqual({ from: expected, to: NOW + expected });
  });

  test('under a fixed playhead zooms about it', () => {
    const { control, frame, scene } = opened({ isCentred: true });
    frame();

    control.wheel(wheel({ deltaY: -300, ctrlKey: true }), 10);
    frame();

    const { from, to } = scene().view;
    expect((from + to) / 2).toBeCloseTo(2_000_000, 0);
  });
});

describe('seeking', () => {
  test('into a gap leads to the next recording, and says so', () => {
    const { control, told } = opened();

    control.tap(500, 'lane');

    expect(told).toEqual(['start 6000000', 'end 6000000']);
    expect(control.getSnapshot()).toMatchObject({
      scrub: 6_000_000,
      skip: { from: 5_000_000, to: 6_000_000, gap: { reason: 'camera_offline' } },
    });
  });

  test('snaps to edges, unless Alt is held', () => {
    const { control, told } = opened();

    control.tap(104, 'lane');
    control.snapping(false);
    control.tap(204, 'lane');
    control.snapping(true);
    control.tap(604, 'lane');

    expect(told.filter((one) => one.startsWith('end'))).toEqual(['end 1000000', 'end 2040000', 'end 6000000']);
  });

  test('never leads into the future', () => {
    const { control, told } = opened({ view: { from: 5_000_000, to: 15_000_000 } });

    control.tap(900, 'lane');

    expect(told.at(-1)).toBe('end 10000000');
  });

  test('holds its place until the page has followed, or gave up', async () => {
    const { clock, control, show } = opened();

    control.seek(3_000_000);
    show({ playhead: 2_000_250 });
    expect(control.getSnapshot().scrub).toBe(3_000_000);
    show({ playhead: 3_000_100 });
    expect(control.getSnapshot().scrub).toBeNull();
    control.seek(7_000_000);
    await clock.advance(1500);

    expect(control.getSnapshot().scrub).toBeNull();
  });

  test('keys pressed in a row add up', () => {
    const { control, told } = opened();

    control.step(5000);
    control.step(5000);

    expect(told.filter((one) => one.startsWith('end'))).toEqual(['end 2005000', 'end 2010000']);
  });

  test('a double click plays, a double tap zooms', () => {
    const { control, told, frame, scene } = opened();

    control.doubleTap(203, 'lane', false);
    control.doubleTap(200, 'lane', true);
    frame();

    expect(told).toEqual(['play 2030000']);
    expect(scene().view.to - scene().view.from).toBe(3_600_000);
  });
});

describe('scrubbing', () => {
  test('tells each frame once, and where it ended', () => {
    const { control, told, frame } = opened();

    control.scrub('start', 120);
    control.scrub('move', 130);
    control.scrub('move', 140);
    frame();
    control.scrub('end', 150);
    frame();

    expect(told).toEqual(['start 1200000', 'move 1400000', 'end 1500000']);
  });

  test('near the edge draws the view along, faster the deeper', () => {
    const { control, frame, scene } = opened({ view: { from: 2_000_000, to: 4_000_000 } });

    control.scrub('start', 500);
    control.scrub('move', 984);
    frame(10);
    const slow = scene().view.from - 2_000_000;
    control.scrub('move', 1030);
    frame(10);
    control.scrub('end', 500);
    frame();
    const fast = scene().view.from - 2_000_000 - slow;
    frame(10);

    expect(slow).toBeGreaterThan(0);
    expect(fast).toBeGreaterThan(2 * slow);
    expect(scene().view.from - 2_000_000 - slow - fast).toBe(0);
  });
});

describe('under a fixed playhead', () => {
  test('the view keeps the playhead in its middle', () => {
    const { show, frame, scene } = opened({ isCentred: true, view: { from: 0, to: 1_000_000 } });
    frame();
    expect(scene().view).toEqual({ from: 1_500_000, to: 2_500_000 });

    show({ playhead: 2_010_000 });
    frame();

    expect(scene().view).toEqual({ from: 1_510_000, to: 2_510_000 });
  });

  test('a finger draws time along and seeks when it comes to rest', () => {
    const { control, told, frame, scene } = opened({ isCentred: true, view: { from: 1_500_000, to: 2_500_000 } });

    control.pan('start', 0, false);
    control.pan('move', -100, false);
    frame();
    expect(scene().view).toEqual({ from: 1_600_000, to: 2_600_000 });
    control.pan('end', 0, false);
    control.letGo(-1);
    frame(400);

    expect(told.slice(0, 2)).toEqual(['start 2000000', 'move 2100000']);
    expect(told.at(-1)).toMatch(/^end 24[12]\d{4}$/);
    expect(told.filter((one) => one.startsWith('end'))).toHaveLength(1);
  });

  test('a tap while it glides stops it and means nothing more', () => {
    const { control, told, frame } = opened({ isCentred: true, view: { from: 1_500_000, to: 2_500_000 } });

    control.pan('start', 0, false);
    control.pan('move', -100, false);
    control.letGo(-1);
    frame(3);
    control.press();
    control.tap(10, 'lane');
    frame(20);

    expect(told.filter((one) => one.startsWith('end'))).toHaveLength(1);
  });

  test('time stops at now', () => {
    const { control, frame, scene } = opened({ isCentred: true, playhead: NOW - 10_000, view: { from: NOW - 510_000, to: NOW + 490_000 } });

    control.pan('start', 0, false);
    control.pan('move', -400, false);
    frame();

    expect(control.getSnapshot().scrub).toBe(NOW);
    expect(scene().view).toEqual({ from: NOW - 500_000, to: NOW + 500_000 });
  });
});

test('a pan glides on and is held by the past', () => {
  const { control, frame, scene, frames } = opened({ view: { from: 2_000_000, to: 4_000_000 } });

  control.pan('start', 0, false);
  control.pan('move', 100, false);
  control.pan('end', 0, false);
  control.letGo(1);
  frame(400);

  expect(scene().view.from).toBeCloseTo(2_000_000 - 425 * 2000, -5);
  expect(frames()).toBe(0);
});

test('a drag selects, snaps, and a handle is drawn to a place', () => {
  const { control, frame, scene } = opened();

  control.select('start', 203, 203);
  control.select('move', 203, 396);
  frame();
  expect(scene().selection).toEqual({ from: 2_030_000, to: 4_000_000 });
  control.handle('from', 300);
  frame();

  expect(scene().selection).toEqual({ from: 3_000_000, to: 4_000_000 });
});

test('what two fingers hold stays under them', () => {
  const { control, frame, scene } = opened();

  control.pinch('start', [400, 600], [400, 600]);
  control.pinch('move', [400, 600], [300, 700]);
  frame();

  expect(scene().view).toEqual({ from: 2_500_000, to: 7_500_000 });
});
