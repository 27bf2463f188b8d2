import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keptSecretKey } from './secret-key.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'auth-key-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the key is made once, readable by its owner only', async () => {
  const made = await keptSecretKey(folder);
  const kept = await keptSecretKey(folder);

  expect(made.isNew).toBe(true);
  expect(made.key.length).toBeGreaterThanOrEqual(43);
  expect(kept).toEqual({ key: made.key, isNew: false });
  expect((await stat(path.join(folder, 'secret-key'))).mode & 0o777).toBe(0o600);
});

test('a key cut short by a power cut is made anew', async () => {
  await writeFile(path.join(folder, 'secret-key'), 'abc');

  expect(await keptSecretKey(folder)).toMatchObject({ isNew: true });
});

test('a folder that cannot be written says which variable to change', async () => {
  await expect(keptSecretKey(path.join(folder, 'missing'))).rejects.toMatchObject({
    code: 'cannot-create',
    message: expect.stringMatching(/DATA_DIR.*SECRET_KEY/),
  });
});
