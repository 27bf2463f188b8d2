import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createLog } from '../log.ts';
import { Redactor } from '../redact.ts';
import { LifeSigns } from './life-signs.ts';

const log = createLog({ level: 'error', redactor: new Redactor([]) });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'beat-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A program that notes what it was told, and by which socket. */
async function toyNotify(): Promise<{ program: string; told: () => Promise<string[]> }> {
  const [program, notes] = [path.join(folder, 'notify'), path.join(folder, 'told')];
  await writeFile(program, `#!/bin/sh\necho "$NOTIFY_SOCKET $*" >> '${notes}'\n`);
  await chmod(program, 0o700);
  const told = async (): Promise<string[]> => (await readFile(notes, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  return { program, told };
}

test('systemd is told that it is ready, again and again that it lives, and that it stops', async () => {
  const { program, told } = await toyNotify();
  const beat = LifeSigns.start({ notifySocket: '/run/n', watchdogMs: 300, aliveFile: null, clock: systemClock, log, program });

  await expect
    .poll(async () => (await told()).filter((line) => line === '/run/n WATCHDOG=1').length, { timeout: 20_000 })
    .toBeGreaterThan(3);
  await beat[Symbol.asyncDispose]();

  const all = await told();
  expect(all).toContain('/run/n READY=1');
  expect(all.at(-1)).toBe('/run/n STOPPING=1');
});

test('the file of the health check is touched while the event loop turns', async () => {
  const aliveFile = path.join(folder, 'alive');
  await writeFile(aliveFile, '');
  const made = (await stat(aliveFile)).mtimeMs;

  const beat = LifeSigns.start({ notifySocket: null, watchdogMs: null, aliveFile, clock: systemClock, log });

  await expect.poll(async () => (await stat(aliveFile)).mtimeMs, { timeout: 20_000 }).toBeGreaterThan(made);
  await beat[Symbol.asyncDispose]();
});

test('without a supervisor nothing is told and nothing is written', async () => {
  const beat = LifeSigns.start({ notifySocket: null, watchdogMs: null, aliveFile: null, clock: systemClock, log, program: '/nowhere' });

  await expect(beat[Symbol.asyncDispose]()).resolves.toBeUndefined();
});
