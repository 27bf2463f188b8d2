import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { type GestureListener, Gestures, type Zone } from './gestures.ts';

function opened() {
  const clock = new FakeClock(0);
  const told: string[] = [];
  const listener: GestureListener = {
    pan: (phase, dx, isPrecise) => told.push(`pan ${phase} ${dx}${isPrecise ? ' fine' : ''}`),
    letGo: (speed) => told.push(`let go ${speed.toFixed(2)}`),
    scrub: (phase, x) => told.push(`scrub ${phase} ${x}`),
    select: (phase, from, to) => told.push(`select ${phase} ${from}-${to}`),
    pinch: (phase, before, after) => told.push(`pinch ${phase} ${before} ${after}`),
    tap: (x, zone, isTouch) => told.push(`tap ${x} ${zone} ${isTouch}`),
    doubleTap: (x, zone, isTouch) => told.push(`double tap ${x} ${zone} ${isTouch}`),
  };
  const gestures = new Gestures({ clock, listener });
  const place = (x: number, isTouch: boolean, id: number) => ({ id, isTouch, x, y: 50 });
  const mouse = {
    down: (x: number, zone: Zone, isSelecting = false) => gestures.down(place(x, false, 1), zone, isSelecting),
    move: (x: number) => gestures.move(place(x, false, 1)),
    up: (x: number) => gestures.up(place(x, false, 1)),
  };
  const finger = (id: number) => ({
    down: (x: number, zone: Zone = 'lane') => gestures.down(place(x, true, id), zone, false),
    move: (x: number) => gestures.move(place(x, true, id)),
    up: (x: number) => gestures.up(place(x, true, id)),
  });
  return { clock, told, gestures, mouse, finger };
}

describe('a mouse', () => {
  test('clicks when it moves less than four pixels', () => {
    const { told, mouse } = opened();

    mouse.down(100, 'lane');
    mouse.move(103);
    mouse.up(103);

    expect(told).toEqual(['tap 100 lane false']);
  });

  test('scrubs on a lane, from where it went down', () => {
    const { told, mouse } = opened();

    mouse.down(100, 'lane');
    mouse.move(104);
    mouse.move(150);
    mouse.up(150);

    expect(told).toEqual(['scrub start 100', 'scrub move 104', 'scrub move 150', 'scrub end 150']);
  });

  test('pans on the ruler, and lets go with its speed', async () => {
    const { clock, told, mouse } = opened();

    mouse.down(100, 'ruler');
    for (let at = 1; at <= 5; at++) {
      await clock.advance(16);
      mouse.move(100 + at * 16);
    }
    mouse.up(180);

    expect(told.slice(0, 2)).toEqual(['pan start 0', 'pan move 16']);
    expect(told.slice(-2)).toEqual(['pan end 0', 'let go 1.00']);
  });

  test('that rests before it is let go throws nothing', async () => {
    const { clock, told, mouse } = opened();

    mouse.down(100, 'ruler');
    await clock.advance(16);
    mouse.move(200);
    await clock.advance(200);
    mouse.up(200);

    expect(told.at(-1)).toBe('let go 0.00');
  });

  test('selects while selecting, but scrubs on the playhead', () => {
    const { told, mouse } = opened();

    mouse.down(100, 'lane', true);
    mouse.move(150);
    mouse.up(150);
    mouse.down(50, 'playhead', true);
    mouse.move(60);
    mouse.up(60);

    expect(told).toEqual([
      'select start 100-100',
      'select move 100-150',
      'select end 100-150',
      'scrub start 50',
      'scrub move 60',
      'scrub end 60',
    ]);
  });

  test('clicks twice only at the same place and soon', async () => {
    const { clock, told, mouse } = opened();
    const click = (x: number): void => {
      mouse.down(x, 'lane');
      mouse.up(x);
    };

    click(100);
    await clock.advance(200);
    click(102);
    await clock.advance(200);
    click(102);
    click(300);
    await clock.advance(400);
    click(300);

    expect(told.map((one) => one.split(' ').slice(0, 2).join(' '))).toEqual(['tap 100', 'double tap', 'tap 102', 'tap 300', 'tap 300']);
  });
});

describe('a finger', () => {
  test('pans after eight pixels', () => {
    const { told, finger } = opened();
    const one = finger(1);

    one.down(100);
    one.move(107);
    expect(told).toEqual([]);
    one.move(108);

    expect(told).toEqual(['pan start 0', 'pan move 8']);
  });

  test('that rested for 350 ms moves a tenth as far, and throws nothing', async () => {
    const { clock, told, finger } = opened();
    const one = finger(1);

    one.down(100);
    await clock.advance(349);
    expect(told).toEqual([]);
    await clock.advance(1);
    one.move(150);
    one.up(150);

    expect(told).toEqual(['pan start 0 fine', 'pan move 5 fine', 'pan end 0 fine', 'let go 0.00']);
  });

  test('with another pinches; the one that stays goes on panning', () => {
    const { told, finger } = opened();
    const [one, two] = [finger(1), finger(2)];

    one.down(100);
    two.down(200);
    two.move(300);
    one.up(100);
    two.move(310);
    two.up(310);

    expect(told.slice(0, 5)).toEqual([
      'pinch start 100,200 100,200',
      'pinch move 100,200 100,300',
      'pinch end 100,200 100,200',
      'pan start 0',
      'pan move 10',
    ]);
  });

  test('taps twice', () => {
    const { told, finger } = opened();
    const one = finger(1);
    for (const x of [100, 110]) {
      one.down(x);
      one.up(x);
    }

    expect(told).toEqual(['tap 100 lane true', 'double tap 110 lane true']);
  });
});

test('what the browser takes away ends', () => {
  const { told, gestures, mouse } = opened();

  mouse.down(100, 'lane');
  mouse.move(150);
  gestures.cancel(1);
  mouse.move(200);

  expect(told.at(-1)).toBe('scrub end 150');
  expect(gestures.isBusy).toBe(false);
});
