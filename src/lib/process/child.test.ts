import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ChildOptions, type Command, runChild } from './child.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'nvr-child-'));
});
afterAll(async () => rm(folder, { recursive: true }));

/** A program of a few lines. */
function script(...lines: string[]): Command {
  return { program: process.execPath, args: ['-e', lines.join('\n')] };
}

const STAY = 'setInterval(() => {}, 1e6);';
const IGNORE = "process.on('SIGTERM', () => {});";

function optionsWith(stop: AbortController, more: Partial<ChildOptions> = {}): ChildOptions {
  return { signal: stop.signal, graceMs: 5000, ...more };
}

/** Whether it runs; one that has ended and only waits for a slow init to reap it does not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('runChild', () => {
  test('tells how a child ended that nobody asked, with its last words', async () => {
    const exit = await runChild(
      script("for (let n = 1; n <= 20; n++) console.error('word', n);", 'process.exitCode = 7;'),
      optionsWith(new AbortController()),
    );

    expect(exit).toMatchObject({ code: 7, signal: null, wasAsked: false });
    expect(exit.lastWords).toHaveLength(12);
    expect(exit.lastWords.at(-1)).toBe('word 20');
  });

  test('through files, a child goes on while this process stands still, and nothing of its words is lost', async () => {
    const said: string[] = [];
    const done = path.join(folder, 'wrote-everything');
    const { promise: started, resolve } = Promise.withResolvers<number>();
    const talk = "for (let n = 0; n < 20_000; n++) require('fs').writeSync(1, 'line ' + n + '\\n');"; // three times what a pipe holds
    const child = runChild(
      script(talk, `require('fs').writeFileSync(${JSON.stringify(done)}, '');`),
      optionsWith(new AbortController(), { throughFiles: true, onStart: resolve, onStdout: (line) => said.push(line) }),
    );
    await started;

    const until = performance.now() + 20_000;
    while (!existsSync(done) && performance.now() < until); // no event loop turns here, as in a frozen process
    const isDoneMeanwhile = existsSync(done);
    await child;

    expect(isDoneMeanwhile).toBe(true);
    expect(said).toEqual(Array.from({ length: 20_000 }, (_, n) => `line ${n}`));
  });

  test('through files, what has been written can be read at once', async () => {
    const [heard, stop] = [[] as string[], new AbortController()];
    const { promise: started, resolve } = Promise.withResolvers<() => void>();
    const words = { throughFiles: resolve, onStderr: (line: string) => heard.push(line) };
    const child = runChild(script("process.stderr.write('a\\n');", STAY), optionsWith(stop, words));
    const readNow = await started;

    const until = performance.now() + 20_000;
    while (heard.length === 0 && performance.now() < until) readNow();
    const heardMeanwhile = [...heard];
    stop.abort();
    await child;

    expect(heardMeanwhile).toEqual(['a']);
  });

  test('hands over lines of both outputs, ended by \\n, \\r or the end', async () => {
    const heard: string[] = [];
    const program = script("process.stdout.write('a\\nb\\rc\\r\\n\\nlast');", "process.stderr.write('frame=1\\rframe=2');");

    await runChild(
      program,
      optionsWith(new AbortController(), { onStdout: (line) => heard.push(line), onStderr: (line) => heard.push(line) }),
    );

    expect(heard.toSorted()).toEqual(['a', 'b', 'c', 'frame=1', 'frame=2', 'last']);
  });

  test('asks with SIGTERM and takes any code as obedience', async () => {
    const stop = new AbortController();
    const program = script("process.on('SIGTERM', () => process.exit(255));", STAY, "console.log('up');");

    const exit = await runChild(program, optionsWith(stop, { onStdout: () => stop.abort() }));

    expect(exit).toMatchObject({ code: 255, signal: null, wasAsked: true });
  });

  test('ends a child at once when the signal has aborted before', async () => {
    const exit = await runChild(script(STAY), optionsWith(new AbortController(), { signal: AbortSignal.abort() }));

    expect(exit).toMatchObject({ signal: 'SIGTERM', wasAsked: true });
  });

  test('kills a child that ignores the request, not before its grace is over', async () => {
    const stop = new AbortController();
    let askedAt = 0;
    const onStdout = (): void => {
      askedAt = performance.now();
      stop.abort();
    };

    const exit = await runChild(script(IGNORE, STAY, "console.log('up');"), optionsWith(stop, { graceMs: 300, onStdout }));

    expect(exit).toMatchObject({ signal: 'SIGKILL', wasAsked: true });
    expect(performance.now() - askedAt).toBeGreaterThanOrEqual(295);
    expect(performance.now() - askedAt).toBeLessThan(2000);
  });

  test('asks a second time where that is wanted', async () => {
    const stop = new AbortController();
    const program = script(
      "let asked = 0; process.on('SIGTERM', () => { if (++asked === 2) process.exit(2); });",
      STAY,
      "console.log('up');",
    );

    const exit = await runChild(program, optionsWith(stop, { insistAfterMs: 100, onStdout: () => stop.abort() }));

    expect(exit).toMatchObject({ code: 2, wasAsked: true });
  });

  test('ends a stopped child politely', async () => {
    const stop = new AbortController();
    let pid = 0;
    const program = script("process.on('SIGTERM', () => { console.error('closed'); process.exit(3); });", STAY, "console.log('up');");
    const onStdout = (): void => {
      process.kill(pid, 'SIGSTOP');
      setTimeout(() => stop.abort(), 100);
    };

    const exit = await runChild(program, optionsWith(stop, { onStart: (id) => (pid = id), onStdout }));

    expect(exit).toMatchObject({ code: 3, wasAsked: true, lastWords: ['closed'] });
  });

  test('drains a megabyte of errors without a line break, in pieces', async () => {
    const pieces: number[] = [];
    const program = script("require('fs').writeSync(2, 'x'.repeat(2 ** 20));", "console.log('through');");
    let out = '';

    const exit = await runChild(
      program,
      optionsWith(new AbortController(), { onStderr: (line) => pieces.push(line.length), onStdout: (line) => (out = line) }),
    );

    expect(out).toBe('through');
    expect(pieces.reduce((sum, length) => sum + length, 0)).toBe(2 ** 20);
    expect(Math.max(...pieces)).toBeLessThan(200_000);
    expect(Math.max(...exit.lastWords.map((word) => word.length))).toBe(2000);
  });

  test('hands over standard output as bytes, all of them', async () => {
    let bytes = '';
    const program = script("process.stdout.write('y'.repeat(1e6));");

    const readStdout = async (stream: Readable): Promise<void> => {
      bytes = await text(stream);
    };
    await runChild(program, optionsWith(new AbortController(), { readStdout }));

    expect(bytes).toHaveLength(1e6);
  });

  test('lets the child write into a file by itself, behind what is there', async () => {
    const file = path.join(folder, 'output');
    await writeFile(file, 'before ');
    const handle = await open(file, 'a');

    const exit = await runChild(script("console.log('its own');", "console.error('a word');"), {
      ...optionsWith(new AbortController()),
      stdoutTo: handle.fd,
    });

    await handle.close();
    expect(await readFile(file, 'utf8')).toBe('before its own\n');
    expect(exit).toMatchObject({ code: 0, lastWords: ['a word'] });
  });

  test('reaps a child whose reader has had enough', async () => {
    const readFirst = async (stream: Readable): Promise<void> => {
      await new Promise((resolve) => stream.once('data', resolve));
      stream.pause();
    };

    const exit = await runChild(
      script("process.stdout.write('y'.repeat(1e6));"),
      optionsWith(new AbortController(), { readStdout: readFirst }),
    );

    expect(exit.code).toBe(0);
  });

  test.each([
    ['readStdout', { readStdout: () => Promise.reject(new Error('disk full')) }],
    ['readStdout at once', { readStdout: fail }],
    ['onStdout', { onStdout: fail }],
    ['onStderr', { onStderr: fail }],
    ['onStart', { onStart: fail }],
  ] satisfies [string, Partial<ChildOptions>][])('ends the child when %s throws, and throws the same', async (_, callback) => {
    let pid = 0;
    const program = script(STAY, "console.log('up'); console.error('up');");
    const options = optionsWith(new AbortController(), { onStart: (id) => (pid = id), ...callback });

    await expect(runChild(program, options)).rejects.toThrow('disk full');

    if (pid > 0) expect(isAlive(pid)).toBe(false);
  });

  test('throws when the program does not exist or is none', async () => {
    const text = path.join(folder, 'text');
    await writeFile(text, 'no program', { mode: 0o600 });
    const run = (program: string): Promise<unknown> => runChild({ program, args: [] }, optionsWith(new AbortController()));

    await expect(run(path.join(folder, 'nothing'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(run('no-such-program-here')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(run(text)).rejects.toMatchObject({ code: 'EACCES' });
  });

  test('ends what the child has started too', async () => {
    const stop = new AbortController();
    const pidFile = path.join(folder, 'grandchild');
    const grandchild = `${IGNORE} ${STAY} require('fs').writeFileSync('${pidFile}', String(process.pid)); console.log('up');`;
    const program = script(
      `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' });`,
      STAY,
    );

    await runChild(program, optionsWith(stop, { graceMs: 200, onStdout: () => stop.abort() }));

    const pid = Number(await readFile(pidFile, 'utf8'));
    await expect.poll(() => isAlive(pid), { timeout: 3000 }).toBe(false);
  });

  test('gives children a trimmed environment', async () => {
    process.env.NVR_TEST_SECRET = 'geheim';
    let seen = '';

    await runChild(
      { ...script('console.log(JSON.stringify(process.env));'), env: { EXTRA: '1' } },
      optionsWith(new AbortController(), { onStdout: (line) => (seen = line) }),
    );

    expect(JSON.parse(seen)).toMatchObject({ EXTRA: '1', PATH: process.env.PATH });
    expect(seen).not.toContain('geheim');
    delete process.env.NVR_TEST_SECRET;
  });

  test('lowers its priority where that is wanted', async () => {
    let niceness = '';

    await runChild(
      script("setTimeout(() => console.log(require('os').getPriority()), 100);"),
      optionsWith(new AbortController(), { niceness: 5, onStdout: (line) => (niceness = line) }),
    );

    expect(niceness).toBe('5');
  });

  test.runIf(process.platform === 'linux')('dies with a parent that was killed', async () => {
    const child = new URL('./child.ts', import.meta.url).href;
    const code = `import { runChild } from '${child}';
      await runChild({ program: process.execPath, args: ['-e', 'setInterval(() => {}, 1e6)'] },
        { signal: new AbortController().signal, graceMs: 1000, onStart: (pid) => console.log(pid) });`;
    let pid = 0;
    let parent = 0;

    await runChild(
      { program: process.execPath, args: ['--input-type=module', '-e', code] },
      optionsWith(new AbortController(), {
        onStart: (id) => (parent = id),
        onStdout: (line) => {
          pid = Number(line);
          process.kill(parent, 'SIGKILL');
        },
      }),
    );

    expect(pid).toBeGreaterThan(0);
    await expect.poll(() => isAlive(pid), { timeout: 3000 }).toBe(false);
  });

  test.runIf(process.platform === 'linux')('dies with a parent that was killed, also when it hears no request', async () => {
    const child = new URL('./child.ts', import.meta.url).href;
    const deaf = "process.on('SIGTERM', () => {}); console.error('deaf'); setInterval(() => {}, 1e6)";
    const code = `import { runChild } from '${child}';
      let child = 0;
      await runChild({ program: process.execPath, args: ['-e', ${JSON.stringify(deaf)}] },
        { signal: new AbortController().signal, graceMs: 1000, onStart: (pid) => { child = pid; }, onStderr: () => console.log(child) });`;
    let pid = 0;
    let parent = 0;

    await runChild(
      { program: process.execPath, args: ['--input-type=module', '-e', code] },
      optionsWith(new AbortController(), {
        onStart: (id) => (parent = id),
        onStdout: (line) => {
          pid = Number(line);
          process.kill(parent, 'SIGKILL');
        },
      }),
    );

    expect(pid).toBeGreaterThan(0);
    await expect.poll(() => isAlive(pid), { timeout: 3000 }).toBe(false);
  });
});

function fail(): never {
  throw new Error('disk full');
}
