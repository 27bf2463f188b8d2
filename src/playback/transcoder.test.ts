import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { Transcoder } from './transcoder.ts';

let folder: string;
let clock: FakeClock;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'transcoder-'));
  clock = new FakeClock();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that stands for ffmpeg. */
function toy(script: string): string {
  const file = path.join(folder, 'ffmpeg');
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

const BOXES = "printf '\\0\\0\\0\\010ftyp\\0\\0\\0\\010moov\\0\\0\\0\\010moof\\0\\0\\0\\012mdatxx'";
const open = (script: string, limit = 1): Promise<Transcoder> =>
  Transcoder.open({ ffmpeg: toy(script), folder: path.join(folder, 'transcode'), limit, clock });
const wish = (user: string, more: object = {}) =>
  ({ user, source: async () => [Buffer.from('source')], part: 'fragments', signal: new AbortController().signal, ...more }) as const;

test('gives the fragments, or the init segment, and leaves no file behind', async () => {
  await using transcoder = await open(BOXES);

  const fragments = await transcoder.transcode(wish('anna'));
  const init = await transcoder.transcode(wish('anna', { part: 'init' }));

  expect(fragments.toString('latin1').replaceAll(/[^a-z]/g, '')).toBe('moofmdatxx');
  expect(init.toString('latin1').replaceAll(/[^a-z]/g, '')).toBe('ftypmoov');
  expect(readdirSync(path.join(folder, 'transcode'))).toEqual([]);
  expect(transcoder.running).toBe(0);
});

test('so many users at once; who has asked for nothing for 15 s makes room', async () => {
  await using transcoder = await open(BOXES);
  await transcoder.transcode(wish('anna'));

  await clock.advance(14_000);
  expect(() => transcoder.sit('bert')).toThrow(expect.objectContaining({ code: 'too-busy', data: { retryAfterS: 15 } }));
  expect(() => transcoder.sit('anna')).not.toThrow();
  await clock.advance(14_000);
  expect(() => transcoder.sit('bert')).toThrow();
  await clock.advance(1_000);

  expect(() => transcoder.sit('bert')).not.toThrow();
});

test('a limit of none switches it off', async () => {
  await using transcoder = await open(BOXES, 0);

  await expect(transcoder.transcode(wish('anna'))).rejects.toMatchObject({ code: 'transcoding-off' });
});

test('one at a time for each user', async () => {
  const log = path.join(folder, 'log');
  await using transcoder = await open(`echo begin >> ${log}; sleep 0.1; echo end >> ${log}; ${BOXES}`);

  await Promise.all([transcoder.transcode(wish('anna')), transcoder.transcode(wish('anna')), transcoder.transcode(wish('anna'))]);

  expect(readFileSync(log, 'utf8')).toBe('begin\nend\n'.repeat(3));
});

test('two wait for each user at most, and nothing is read before its turn', async () => {
  let reads = 0;
  const read = Promise.withResolvers<readonly Uint8Array[]>();
  const source = (): Promise<readonly Uint8Array[]> => {
    reads++;
    return read.promise;
  };
  await using transcoder = await open(BOXES);
  const asked = Array.from({ length: 60 }, () =>
    transcoder.transcode(wish('anna', { source })).then(
      () => 'given',
      ({ code }: { code: string }) => code,
    ),
  );

  await expect.poll(() => reads).toBe(1);
  const inMemory = reads;
  read.resolve([Buffer.from('source')]);
  const answers = await Promise.all(asked);

  expect(inMemory).toBe(1);
  expect(answers.filter((answer) => answer === 'given')).toHaveLength(3);
  expect(answers.filter((answer) => answer === 'too-busy')).toHaveLength(57);
});

test('ends at once when nobody waits any more, and the next in the row goes on', async () => {
  const started = path.join(folder, 'started');
  await using transcoder = await open(`if [ -e ${started} ]; then ${BOXES}; else : > ${started}; exec sleep 60; fi`);
  const leave = new AbortController();
  const first = transcoder.transcode(wish('anna', { signal: leave.signal })).catch((error: unknown) => error);
  await expect.poll(() => readdirSync(folder)).toContain('started');
  const second = transcoder.transcode(wish('anna'));

  leave.abort(new Error('gone'));

  expect(await first).toMatchObject({ message: 'gone' });
  expect((await second).length).toBeGreaterThan(0);
  expect(readdirSync(path.join(folder, 'transcode'))).toEqual([]);
});

test('what cannot be decoded says why', async () => {
  await using transcoder = await open('echo "no such codec" >&2; exit 1');

  await expect(transcoder.transcode(wish('anna'))).rejects.toMatchObject({ code: 'media-invalid', message: 'no such codec' });
});
