import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CELLS } from './cameras/cells.ts';
import { cameraTable } from './cameras/table.ts';

const page = readFileSync(path.join(import.meta.dirname, '../docs/cameras.md'), 'utf8');

test('docs/cameras.md says of each kind of camera what the matrix proves: npm run test:cameras -- --table prints it', () => {
  expect(page).toContain(`\n${cameraTable(CELLS)}\n`);
});

test('each cell has a name of its own', () => {
  expect(new Set(CELLS.map(({ id }) => id)).size).toBe(CELLS.length);
});
