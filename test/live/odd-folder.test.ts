import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { HOUR_MS } from '#shared/durations.ts';
import type { EventsAnswer } from '#shared/events.ts';
import type { DatesAnswer, RecordingEntry, RecordingsAnswer } from '#shared/recordings.ts';
import type { StorageAnswer } from '#shared/storage.ts';
import type { TimelineAnswer } from '#shared/timeline.ts';
import { live } from '../fakes/live.ts';
import { Nvr } from '../fakes/nvr.ts';
import { minutesAgo, OddFolder, tomorrow } from '../fakes/odd-folder.ts';
import { SITE_ZONE } from '../fakes/set-clock.ts';

const SPARSE_BYTES = 40e9;

live('a folder as people and other programs leave it', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'nvr-odd-'));
  const odd = new OddFolder(path.join(folder, 'recordings'));
  const name = (minutes: number, extension: string): string => `${minutesAgo(minutes, SITE_ZONE)}.${extension}`;
  const put = {
    mkvNamedMp4: odd.put(name(100, 'mp4'), odd.h264('mkv')),
    mp4NamedMkv: odd.put(name(98, 'mkv'), odd.h264('mp4')),
    capitals: odd.put(name(96, 'MP4'), odd.h264('mp4')),
    capitalMkv: odd.put(name(94, 'MKV'), odd.h264('mkv')),
    vp8: odd.put(name(92, 'mkv'), odd.pictures('libvpx')),
    moovFirst: odd.put(name(90, 'mp4'), odd.h264('mp4', '-movflags', '+faststart')),
    noMoov: odd.put(name(88, 'mp4'), odd.withoutMoov()),
    empty: odd.empty(name(86, 'mp4')),
    soundOnly: odd.put(name(84, 'mp4'), odd.soundOnly('mp4')),
    soundOnlyMkv: odd.put(name(82, 'mkv'), odd.soundOnly('mkv')),
    sparse: odd.sparse(name(80, 'mkv'), odd.h264('mkv'), SPARSE_BYTES),
    holes: odd.sparse(name(78, 'mp4'), odd.soundOnly('mkv'), SPARSE_BYTES),
    text: odd.text(name(76, 'mp4'), 'not a film'),
    old: odd.put('ch1/1970-01-01/010000+0100.mp4', odd.h264('mp4')),
    later: odd.put(`${tomorrow(SITE_ZONE)}.mp4`, odd.h264('mp4')),
  };
  const believed = [put.mkvNamedMp4, put.mp4NamedMkv, put.capitals, put.capitalMkv, put.moovFirst];
  let nvr: Nvr;

  beforeAll(async () => {
    writeFileSync(path.join(folder, 'secret.mp4'), 'outside');
    odd.fifo(name(74, 'mp4'));
    odd.link(name(72, 'mp4'), path.join(folder, 'secret.mp4'));
    odd.link('ch2', folder);
    odd.folder(name(70, 'mp4'));
    odd.fifo('ch1/pipe');
    odd.put('Frigate/12.30.mp4', odd.h264('mp4'));
    odd.put('ch1/2026-11-20/a\nb.mp4', odd.h264('mp4'));
    odd.put(`${'x'.repeat(240)}.mp4`, odd.h264('mp4'));
    odd.secondName('second name.mp4', put.moovFirst);
    odd.modifiedIn1970(put.moovFirst);
    const env = { NUM_CHANNELS: '2', CAMERA_1_URL: 'rtsp://127.0.0.1:9/x', CAMERA_2_URL: 'rtsp://127.0.0.1:9/y', MAX_STORAGE_GB: '1' };
    nvr = await (await Nvr.start({ folder, env })).signIn();
    await nvr.until(async () => (await events('reconciled')).length > 0, 60_000, 'the folder is adopted');
    await nvr.until(async () => (await entries()).filter(({ name: file }) => file.endsWith('.mkv')).length <= 4, 60_000, 'conversions');
  }, 180_000);
  afterAll(async () => {
    await nvr?.end();
    odd[Symbol.dispose]();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const events = async (kind: string): Promise<EventsAnswer['events']> =>
    (await nvr.json<EventsAnswer>(`/api/events?kind=${kind}&limit=100`)).events;
  const dates = async (): Promise<z.infer<typeof DatesAnswer>> => await nvr.json('/api/dates?channel=1');
  const listed = async (date: string): Promise<RecordingEntry[]> =>
    (await nvr.json<RecordingsAnswer>(`/api/channel/1/recordings?date=${date}`)).recordings;
  const entries = async (): Promise<RecordingEntry[]> =>
    (await Promise.all([...new Set(Object.values(put).map((file) => file.split('/')[1] ?? ''))].map(listed))).flat();
  const entryOf = async (file: string): Promise<RecordingEntry | undefined> =>
    (await entries()).find((entry) => entry.name.slice(0, -4) === file.slice(0, -4));

  test('every recording is listed, whatever its extension says, and what is H.264 is an MP4 that is played', async () => {
    for (const file of believed) {
      const entry = await entryOf(file);
      expect(entry, file).toMatchObject({
        name: file.replace(/\w+$/, 'mp4'),
        duration: expect.closeTo(6, 0),
        unplayable: null,
        problem: null,
      });
      const answer = await nvr.fetch(`/recordings/${entry?.name}`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'video/mp4']);
      expect(Buffer.from(await answer.arrayBuffer()).toString('latin1', 4, 8), file).toBe('ftyp');
    }
    expect(existsSync(path.join(odd.root, '.quarantine'))).toBe(false);
  });

  test('all of them play', async () => {
    const from = new Date(Date.now() - 2 * HOUR_MS).toISOString();
    const playlist = async (): Promise<string> =>
      await (await nvr.fetch(`/api/channel/1/playlist.m3u8?from=${from}&to=${new Date().toISOString()}`)).text();
    await nvr.until(async () => (await playlist()).match(/PROGRAM-DATE-TIME/g)?.length === believed.length, 60_000, 'a playlist of all');
  });

  test('what cannot be played says why, and is there to be taken away', async () => {
    const reasons: Record<string, string> = {};
    for (const [what, file] of Object.entries(put)) reasons[what] = (await entryOf(file))?.unplayable ?? '';
    expect(reasons).toMatchObject({
      vp8: 'codec',
      noMoov: 'no_index',
      empty: 'empty',
      soundOnly: 'no_pictures',
      soundOnlyMkv: 'no_pictures',
      sparse: 'holes',
      holes: 'holes',
      text: 'not_video',
    });
    expect((await entryOf(put.vp8))?.problem).toContain('VP8');
    const vp8 = await nvr.fetch(`/recordings/${(await entryOf(put.vp8))?.name}?download=1`);
    expect([vp8.status, vp8.headers.get('content-type')]).toEqual([200, 'video/x-matroska']);
    expect((await events('unplayable')).length).toBeGreaterThan(0);
  });

  test('nobody believes the file of 1970 and that of tomorrow, but both are told and listed', async () => {
    const storage = await nvr.json<StorageAnswer>('/api/storage');
    expect(storage.daysKept).toBeLessThan(1);
    expect(storage.usedGB).toBeLessThan(0.1);
    expect(Date.parse(storage.oldest ?? '')).toBeGreaterThan(Date.now() - 3 * HOUR_MS);
    const { dates: days, misdated } = await dates();
    const [oldDay, laterDay] = [put.old, put.later].map((file) => file.split('/')[1] ?? '');
    expect([days.includes(oldDay ?? ''), days.includes(laterDay ?? '')]).toEqual([false, false]);
    expect(misdated).toEqual([laterDay, oldDay]);
    expect([(await entryOf(put.old))?.misdated, (await entryOf(put.later))?.misdated]).toEqual(['past', 'future']);
    expect((await nvr.json<{ channels: Record<string, { file: string }> }>('/api/live')).channels[1]?.file).not.toBe(put.later);
    expect((await events('misdated')).length).toBeGreaterThan(0);
    const week = `from=${new Date(Date.now() - 7 * 24 * HOUR_MS).toISOString()}&to=${new Date(Date.now() + 48 * HOUR_MS).toISOString()}`;
    const [camera] = (await nvr.json<TimelineAnswer>(`/api/timeline?channel=1&${week}`)).channels;
    expect(camera?.recordings.every(({ to }) => Date.parse(to) <= Date.now())).toBe(true);
    expect(camera?.gaps.every(({ from }) => Date.parse(from) > Date.now() - 3 * HOUR_MS)).toBe(true);
  });

  test('nothing outside is shown, and nothing of others is touched', async () => {
    for (const file of [name(72, 'mp4'), name(74, 'mp4'), name(70, 'mp4'), 'ch2/secret.mp4']) {
      expect((await nvr.fetch(`/recordings/${file}`)).status, file).toBe(404);
    }
    expect(readdirSync(path.join(odd.root, 'Frigate'))).toEqual(['12.30.mp4']);
    expect(existsSync(path.join(odd.root, 'ch1/2026-11-20/a\nb.mp4'))).toBe(true);
  });
});
