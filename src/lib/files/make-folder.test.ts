import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'make-folder-'));
});
afterEach(() => rmSync(root, { recursive: true }));

test('makes all that is missing, and is content with what is there', async () => {
  const folder = path.join(root, 'a/b/c');

  await Promise.all([makeFolder(folder, 0o750), makeFolder(folder, 0o750)]);
  await makeFolder(folder);

  expect(statSync(folder).mode & 0o777).toBe(0o750);
});

test('a file in its place, or on the way, is an error', async () => {
  const file = path.join(root, 'file');
  writeFileSync(file, '');

  await expect(makeFolder(file)).rejects.toThrow('EEXIST');
  await expect(makeFolder(path.join(file, 'below'))).rejects.toThrow('ENOTDIR');
});

test.skipIf(!existsSync('/proc/self'))('a file system that takes no folders is an error, not an endless loop', async () => {
  await expect(makeFolder('/proc/mini-nvr/recordings')).rejects.toThrow('ENOENT');
});
