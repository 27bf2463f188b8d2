import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ChildFailed } from '../errors.ts';
import { type ChildOptions, runChild } from './child.ts';

const never = new AbortController().signal;
const run = (script: string, options: Partial<ChildOptions>) =>
  runChild({ program: process.execPath, args: ['-e', script] }, { signal: never, graceMs: 500, ...options });

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test('a program that eats memory is ended, and the reason says so', async () => {
  let pid = 0;
  const eats = 'const held = []; setInterval(() => held.push(Buffer.alloc(5e6, 1)), 10); process.on("SIGTERM", () => {});';
  const onStart = (started: number): void => {
    pid = started;
  };

  await expect(run(eats, { memoryBytes: 200e6, onStart })).rejects.toThrow(
    /^node took \d+ MB of memory, where 200 MB are allowed, and was ended$/,
  );

  expect(isAlive(pid)).toBe(false);
});

test('a program that never ends is ended in time, also one that does not listen, and the reason says so', async () => {
  const begun = performance.now();
  const deaf = run('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);', { withinMs: 1500 });

  await expect(deaf).rejects.toBeInstanceOf(ChildFailed);
  await expect(deaf).rejects.toThrow('node did not end within 1.5 s and was ended');

  expect(performance.now() - begun).toBeGreaterThan(1500);
});

test('a program within its limits ends as ever', async () => {
  const { code, wasAsked } = await run('process.exit(3)', { memoryBytes: 500e6, withinMs: 60_000 });

  expect([code, wasAsked]).toEqual([3, false]);
});

test.runIf(process.platform === 'linux')('a program with a limit goes before us where the machine has no memory left', async () => {
  let score = '';
  const onStdout = (): void => undefined;
  const onStart = (pid: number): void => {
    score = readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8').trim();
  };

  await run('', { memoryBytes: 500e6, onStart, onStdout });

  expect(score).toBe('500');
});
