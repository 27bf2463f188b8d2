import { describe, expect, test } from 'vitest';
import { pageOf, planWall, WALL_LAYOUTS } from './wall-layout.ts';

const desktop = { width: 1360, height: 800, gap: 8 };
const phone = { width: 374, height: 600, gap: 8 };

describe('a wall', () => {
  test.each(WALL_LAYOUTS)('as %s fits into its room', (layout) => {
    const plan = planWall(layout, 16, desktop);
    const rows = Math.ceil(plan.places.reduce((cells, { span }) => cells + span ** 2, 0) / plan.columns);
    const cell = (plan.width - desktop.gap * (plan.columns - 1)) / plan.columns;

    expect(plan.width).toBeLessThanOrEqual(desktop.width);
    expect((rows * cell * 9) / 16 + (rows - 1) * desktop.gap).toBeLessThanOrEqual(desktop.height + 1);
  });

  test('of one and five has a first picture as large as four others', () => {
    const { places, columns } = planWall('1+5', 9, desktop);

    expect(columns).toBe(3);
    expect(places.map(({ span }) => span)).toEqual([2, 1, 1, 1, 1, 1]);
    expect(places[0]?.width).toBe(2 * (places[1]?.width ?? 0) + desktop.gap);
  });

  test('keeps the size of its places when cameras are missing', () => {
    expect(planWall('3x3', 2, desktop).places[0]).toEqual(planWall('3x3', 9, desktop).places[0]);
  });

  test('on a phone takes the whole width and scrolls', () => {
    expect(planWall('auto', 5, phone)).toMatchObject({ columns: 1, width: 374 });
    expect(planWall('2x2', 4, phone).places[0]?.width).toBe(183);
    expect(planWall('1+5', 6, phone)).toMatchObject({
      columns: 2,
      places: [{ width: 374, span: 2 }, { width: 183, span: 1 }, {}, {}, {}, {}],
    });
  });
});

describe('pages of a wall', () => {
  const cameras = Array.from({ length: 20 }, (_, index) => index + 1);

  test('hold as many cameras as there are places', () => {
    expect(pageOf(cameras, '3x3', 2)).toEqual({ shown: [10, 11, 12, 13, 14, 15, 16, 17, 18], page: 2, pages: 3 });
    expect(pageOf(cameras, 'auto', 1)).toMatchObject({ pages: 2 });
  });

  test('begin at one and end with the last', () => {
    expect(pageOf(cameras, '1+5', 99)).toEqual({ shown: [19, 20], page: 4, pages: 4 });
    expect(pageOf(cameras, '1', 0)).toMatchObject({ shown: [1], page: 1 });
    expect(pageOf([], '2x2', 3)).toEqual({ shown: [], page: 1, pages: 1 });
  });
});
