import { expect, test } from 'vitest';
import { type SpriteSheet, SpriteSheets } from './sprite-sheets.ts';

const SHEET = 600_000;

function opened(now = 1000 * SHEET) {
  const asked: string[] = [];
  const answers = new Map<string, (sheet: SpriteSheet | null) => void>();
  const world = { now, loaded: 0 };
  const sheets = new SpriteSheets({
    load: (channel, at) => {
      asked.push(`${channel}@${at}`);
      return new Promise((resolve) => answers.set(`${channel}@${at}`, resolve));
    },
    onLoaded: () => world.loaded++,
    now: () => world.now,
  });
  const answer = async (key: string, sheet: SpriteSheet | null) => {
    answers.get(key)?.(sheet);
    await new Promise((done) => setImmediate(done));
  };
  return { sheets, asked, answer, world };
}

function sheet(at: number, tiles: readonly number[]): SpriteSheet {
  const from = Math.floor(at / SHEET) * SHEET;
  return { from, to: from + SHEET, url: `/sheet-${from}`, columns: 10, tileWidth: 160, tileHeight: 90, tiles };
}

test('gives the nearest picture and where it stands on its sheet', async () => {
  const { sheets, answer, world } = opened();
  const tiles = Array.from({ length: 60 }, (_, index) => index * 10_000);

  expect(sheets.spriteAt(1, 124_000)).toBeNull();
  await answer('1@124000', sheet(0, tiles));

  expect(world.loaded).toBe(1);
  expect(sheets.spriteAt(1, 124_000)).toMatchObject({ at: 120_000, x: 320, y: 90 });
  expect(sheets.spriteAt(1, 126_000)).toMatchObject({ at: 130_000, x: 480, y: 90 });
});

test('asks for one sheet of a camera at a time, and of those that wait only for the last', async () => {
  const { sheets, asked, answer } = opened();

  for (const at of [0, 1, 2, 3]) sheets.spriteAt(1, at * SHEET);
  sheets.spriteAt(2, 0);
  expect(asked).toEqual(['1@0', '2@0']);
  await answer('1@0', sheet(0, [0]));

  expect(asked).toEqual(['1@0', '2@0', `1@${3 * SHEET}`]);
});

test('asks again for what could not be had or still grows, but not at once', async () => {
  const { sheets, asked, answer, world } = opened(10 * SHEET);
  const newest = 10 * SHEET - 1;
  sheets.spriteAt(1, newest);
  await answer(`1@${newest}`, sheet(newest, [newest]));
  sheets.spriteAt(1, SHEET);
  await answer(`1@${SHEET}`, null);
  sheets.spriteAt(1, newest);
  sheets.spriteAt(1, SHEET);
  expect(asked).toHaveLength(2);
  world.now += 21_000;

  expect(sheets.spriteAt(1, newest)).not.toBeNull();
  expect(sheets.spriteAt(1, SHEET)).toBeNull();

  expect(asked.slice(2)).toEqual([`1@${newest}`]);
});

test('keeps the two hundred sheets looked at last', async () => {
  const { sheets, asked, answer } = opened();
  for (let index = 0; index < 201; index++) {
    sheets.spriteAt(1, index * SHEET);
    await answer(`1@${index * SHEET}`, sheet(index * SHEET, [index * SHEET]));
    sheets.spriteAt(1, 0);
  }

  expect(sheets.spriteAt(1, 0)).not.toBeNull();
  expect(sheets.spriteAt(1, 1 * SHEET)).toBeNull();
  expect(asked.at(-1)).toBe(`1@${SHEET}`);
});
