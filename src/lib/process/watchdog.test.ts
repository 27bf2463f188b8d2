import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeWatchdogNote } from './watchdog.ts';

const LIMIT_MS = 600;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'watchdog-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Starts a process with a watchdog, that then does what the lines say. */
async function watched(name: string, ...lines: string[]) {
  return await watchedWithin(LIMIT_MS, name, lines);
}

async function watchedWithin(limitMs: number, name: string, lines: readonly string[]) {
  const noteFile = path.join(folder, `${name}.json`);
  const program = path.join(folder, `${name}.mjs`);
  const watchdog = JSON.stringify(path.join(import.meta.dirname, 'watchdog.ts'));
  const options = JSON.stringify({ limitMs, beatMs: 50, noteFile });
  await writeFile(
    program,
    [`const { Watchdog } = await import(${watchdog});`, `globalThis.dog = Watchdog.start(${options});`, ...lines].join('\n'),
  );
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  return { child, noteFile, exited: once(child, 'exit'), said: () => said };
}

test('a process that loops for ever without an event is ended, and the note tells where it stood', async () => {
  const { noteFile, exited, said } = await watched('loops', 'setTimeout(async function forgetsToLook() { for (;;) await null; }, 200);');

  const [, signal] = await exited;

  expect(signal).toBe('SIGKILL');
  expect(said()).toContain('the server has stood still');
  const note = await takeWatchdogNote(noteFile);
  expect(note?.stillMs).toBeGreaterThanOrEqual(LIMIT_MS);
  expect(note?.stack.join()).toContain('forgetsToLook');
  expect(await takeWatchdogNote(noteFile)).toBeUndefined();
});

test('a process that is busy but gets round to its events lives, and ends by itself', async () => {
  const limitMs = 5_000; // a machine that has other things to do may give it no time for a second
  const { exited } = await watchedWithin(limitMs, 'busy', [
    'const busy = setInterval(() => { const until = performance.now() + 200; while (performance.now() < until); }, 1);',
    `setTimeout(() => { clearInterval(busy); }, ${limitMs + 1_000});`,
  ]);

  expect(await exited).toEqual([0, null]);
});

test('one that was stopped as a whole, as a machine that sleeps, is not ended when it goes on', async () => {
  const { child, exited } = await watched('stopped', "setTimeout(() => process.exit(3), 4000); process.stdout.write('up');");
  await once(child.stdout, 'data');

  child.kill('SIGSTOP');
  await new Promise((done) => setTimeout(done, 3 * LIMIT_MS));
  child.kill('SIGCONT');

  expect(await exited).toEqual([3, null]);
});
