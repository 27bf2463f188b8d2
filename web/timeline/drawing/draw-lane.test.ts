import { expect, test } from 'vitest';
import { edgeSpeed, glided, isAtRest } from '../control/glide.ts';
import { boxesOf, columnsOf, marksOf } from './draw-lane.ts';

const view = { from: 0, to: 1000 };

test('spans that would share a pixel are drawn as one', () => {
  const many = Array.from({ length: 500 }, (_, index) => ({ from: index * 2, to: index * 2 + 1 }));

  expect(boxesOf(many, view, 100, 1).length).toBeLessThanOrEqual(100);
  expect(
    boxesOf(
      [
        { from: 100, to: 200 },
        { from: 300, to: 400 },
      ],
      view,
      1000,
      1,
    ),
  ).toEqual([
    { x: 100, width: 100 },
    { x: 300, width: 100 },
  ]);
});

test('nothing is too short to be seen, or drawn far out of view', () => {
  expect(boxesOf([{ from: 500, to: 500.1 }], view, 1000, 0.5)).toEqual([{ x: 500, width: 0.5 }]);
  expect(boxesOf([{ from: -1e9, to: 1e9 }], view, 1000, 1)).toEqual([{ x: -1, width: 1002 }]);
});

test('columns show the highest of the steps they hold; what is worth a look is three pixels wide', () => {
  expect(columnsOf({ from: 0, stepMs: 1, levels: [1, 5, 2, 0, null, 0, 0, 0, 0, 0, 0, 3] }, view, 100)).toEqual([
    { x: 0, width: 3, level: 5 },
    { x: 1, width: 3, level: 3 },
  ]);
  expect(columnsOf({ from: 0, stepMs: 100, levels: [2, 0, 9] }, view, 1000)).toEqual([
    { x: 0, width: 100, level: 2 },
    { x: 200, width: 100, level: 9 },
  ]);
});

test('events that would cover each other are one mark, and trouble shows', () => {
  const events = [
    { id: 1, at: 10, kind: 'camera_back' as const },
    { id: 2, at: 12, kind: 'camera_lost' as const },
    { id: 3, at: 500, kind: 'camera_back' as const },
    { id: 4, at: 5000, kind: 'camera_lost' as const },
  ];

  expect(marksOf(events, view, 1000)).toEqual([
    { x: 10, isFull: true },
    { x: 500, isFull: false },
  ]);
  expect(marksOf(undefined, view, 1000)).toEqual([]);
});

test('what glides slows down and comes to rest', () => {
  const places = [0, 100, 200, 400, 800, 1600].map((ms) => glided(1, ms));

  expect(places.slice(1).every((place, index) => place > (places[index] ?? 0))).toBe(true);
  expect(places.at(-1)).toBeLessThan(325);
  expect([isAtRest(1, 0), isAtRest(1, 2000)]).toEqual([false, true]);
});

test('the view moves only near an edge, to its side', () => {
  expect([0, 16, 32, 500, 968, 984, 1000].map((x) => Math.sign(edgeSpeed(x, 1000)))).toEqual([-1, -1, 0, 0, 0, 1, 1]);
  expect(edgeSpeed(0, 1000)).toBe(-edgeSpeed(1000, 1000));
  expect(edgeSpeed(-400, 1000)).toBe(edgeSpeed(-40, 1000));
  expect(edgeSpeed(5, 100)).toBe(0);
});
