import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AlreadyRunning } from '../errors.ts';
import { FolderLock } from './folder-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'nvr-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Another process that takes the lock and lives on. */
async function otherHolder(): Promise<ChildProcess> {
  const source = `
    import { FolderLock } from ${JSON.stringify(path.join(import.meta.dirname, 'folder-lock.ts'))};
    globalThis.lock = FolderLock.take(${JSON.stringify(folder)});
    console.log('held');
    setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  return child;
}

test('refuses a second process and names the first', async () => {
  const holder = await otherHolder();

  const attempt = (): FolderLock => FolderLock.take(folder);

  expect(attempt).toThrow(AlreadyRunning);
  expect(attempt).toThrow(`process ${holder.pid} on ${os.hostname()}`);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
});

test('is free again as soon as its holder is killed', async () => {
  const holder = await otherHolder();
  holder.kill('SIGKILL');
  await once(holder, 'exit');

  using lock = FolderLock.take(folder);

  expect(lock.isInPlace()).toBe(true);
});

test('can be taken again after it was let go, and let go twice', () => {
  const first = FolderLock.take(folder);
  first[Symbol.dispose]();
  first[Symbol.dispose]();

  expect(() => FolderLock.take(folder)[Symbol.dispose]()).not.toThrow();
});

test('takes a folder whose lock file is rubbish', () => {
  writeFileSync(path.join(folder, '.nvr-lock'), 'no database at all '.repeat(100));

  expect(() => FolderLock.take(folder)[Symbol.dispose]()).not.toThrow();
});

test('notices that the folder is no longer the one it holds', () => {
  using lock = FolderLock.take(folder);

  renameSync(path.join(folder, '.nvr-lock'), path.join(folder, 'elsewhere'));

  expect(lock.isInPlace()).toBe(false);
});
