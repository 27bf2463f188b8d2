import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closeFolder, isOpenToOthers } from './file-modes.ts';

let folder: string;
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'modes-')), 'data');
  mkdirSync(folder);
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

const modeOf = (place: string): string => (statSync(place).mode & 0o7777).toString(8);

test.each([
  [0o755, false, '700', true],
  [0o2775, false, '2700', true],
  [0o2775, true, '2770', true],
  [0o700, false, '700', false],
  [0o750, true, '750', false],
])('a folder of mode %o, whose group stays: %s, becomes %s', async (mode, keepGroup, after, wasOpen) => {
  chmodSync(folder, mode);

  expect([await closeFolder(folder, { keepGroup }), modeOf(folder), await isOpenToOthers(folder)]).toEqual([wasOpen, after, false]);
});

test('a folder that every user may enter is open to others', async () => {
  chmodSync(folder, 0o751);

  expect(await isOpenToOthers(folder)).toBe(true);
});
