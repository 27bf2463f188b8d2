import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CannotCreate } from './errors.ts';
import { LogFile } from './files/log-file.ts';
import { createLog, silentLog } from './log.ts';
import { type ChildOptions, runChild } from './process/child.ts';
import { Redactor } from './redact.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'nvr-log-'));
});
afterAll(async () => rm(folder, { recursive: true }));

const CANARY = 'can@ry "quoted" %41 ü';

/** Logs in a process of its own, because the log owns standard output. @returns its lines */
async function linesOf(body: string, level = 'info', file?: string, more: Partial<ChildOptions> = {}): Promise<string[]> {
  const lines: string[] = [];
  const here = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);
  const code = `
    import { createLog } from ${here('./log.ts')};
    import { Redactor } from ${here('./redact.ts')};
    const secret = ${JSON.stringify(CANARY)};
    const log = createLog({ level: '${level}', file: ${JSON.stringify(file)}, redactor: new Redactor([secret]) });
    ${body}`;
  const exit = await runChild(
    { program: process.execPath, args: ['--input-type=module', '-e', code] },
    { signal: new AbortController().signal, graceMs: 1000, onStdout: (line) => lines.push(line), ...more },
  );
  expect(exit.lastWords).toEqual([]);
  return lines;
}

describe('createLog', () => {
  test('writes JSON lines from its level on, with time and data', async () => {
    const lines = await linesOf("log.debug('no'); log.info('ready'); log.child({ room: 'hub' }).warn({ port: 1 }, 'waits');");

    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: 30, time: expect.stringMatching(/^\d{4}-.*Z$/), msg: 'ready' },
      { level: 40, time: expect.any(String), room: 'hub', port: 1, msg: 'waits' },
    ]);
  });

  test('knows debug', async () => {
    expect(await linesOf("log.debug('yes');", 'debug')).toHaveLength(1);
  });

  test('strikes out secrets wherever they were put, and stays JSON', async () => {
    const lines = await linesOf(`
      const error = new Error('refused: ' + secret, { cause: new Error('rtsp://admin:' + encodeURIComponent(secret) + '@h/x') });
      log.error({ error, err: error }, 'camera fails');
      log.info({ url: 'rtsp://u:' + secret + '@h', deep: [{ password: 'x', text: secret }], [secret]: 1 }, 'says ' + secret);
      log.info('%s and %j', secret, { secret });`);

    expect(lines).toHaveLength(3);
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
    expect(lines.join('\n')).not.toMatch(/can@ry|can%40ry|quoted|%41/);
    expect(JSON.parse(lines[0] ?? '').error.message).toContain('refused: ***');
    expect(JSON.parse(lines[0] ?? '').error.cause.message).toBe('rtsp://admin:***@h/x');
  });

  test('writes the same lines to a file, which only owner and group read', async () => {
    const file = path.join(folder, 'nvr.log');

    const lines = await linesOf("log.info('one'); log.info({ secret }, 'two');", 'info', file);

    expect((await readFile(file, 'utf8')).trimEnd().split('\n')).toEqual(lines);
    expect((await stat(file)).mode & 0o007).toBe(0);
  });

  test('lives on when nobody reads standard output any more', async () => {
    const file = path.join(folder, 'pipe.log');
    const readStdout = async (stream: Readable): Promise<void> => void stream.destroy();

    await linesOf("setTimeout(() => log.info('alone'), 100); setTimeout(() => log.info('still alone'), 200);", 'info', file, {
      readStdout,
    });

    expect(await readFile(file, 'utf8')).toContain('still alone');
  });

  test.runIf(existsSync('/dev/full'))('lives on when the disk of the file is full', async () => {
    expect(await linesOf("log.info('one'); log.info('two');", 'info', '/dev/full')).toHaveLength(2);
  });

  test('has written the last line when the process is ended at once', async () => {
    const file = path.join(folder, 'last.log');

    await linesOf("log.info('last words'); process.exit(0);", 'info', file);

    expect(await readFile(file, 'utf8')).toContain('last words');
  });

  test('refuses a file that cannot be written, at once', () => {
    const file = path.join(folder, 'no', 'such', 'folder.log');

    expect(() => createLog({ level: 'info', file, redactor: new Redactor() })).toThrow(CannotCreate);
    expect(() => LogFile.open(file)).toThrow(`LOG_FILE=${file} cannot be written (ENOENT`);
  });
});

describe('silentLog', () => {
  test('says nothing', () => {
    expect(silentLog().isLevelEnabled('fatal')).toBe(false);
  });
});
