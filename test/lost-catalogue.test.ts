import { existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Insertable } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Database, type Tables } from '../src/database/database.ts';
import { TABLES } from '../src/database/schema.ts';
import { systemClock } from '../src/lib/clock.ts';
import { silentLog } from '../src/lib/log.ts';
import { Exports } from '../src/playback/exports/exports.ts';
import { Shares } from '../src/playback/exports/shares.ts';
import { Journal } from '../src/streamer/journal.ts';

const log = silentLog();
const now = Date.now();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'nvr-lost-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (): string => path.join(folder, 'catalogue.db');
const open = (): Promise<Database> => Database.open({ url: null, folder, log });

/** One row of each table there is, in an order in which they may be entered. */
const ROWS: { readonly [T in keyof Tables]: Insertable<Tables[T]> } = {
  meta: { key: 'generated_user', value: 'admin' },
  segments: {
    ...{ channel: 1, path: 'ch1/a.mp4', date: '2026-11-30', started_at: 1, ended_at: 2 },
    ...{ duration_ms: 1, size_bytes: 1, container: 'mp4', problem: null },
  },
  codec_configurations: { id: 1, sha256: 'x', init: new Uint8Array([1]) },
  segment_media: { segment_id: 1, codec_configuration_id: 1, fragment_index: null, tracks: '[]' },
  channel_days: { channel: 1, date: '2026-11-30', segments: 1, bytes: 1, duration_ms: 1 },
  gaps: { channel: 1, from_at: 1, to_at: 2, reason: 'camera_lost' },
  events: { at: 1, kind: 'started', channel: null, text: 'Mini-NVR started', data: '{}' },
  protections: { channel: 1, from_at: 1, to_at: 2, note: 'burglary', created_by: 'admin', created_at: 0 },
  camera_status: {
    ...{ channel: 1, phase: 'recording', reason: null, detail: null, since: null, next_try_at: null, running_path: null },
    ...{ running_started_at: null, video_codec: null, audio_codec: null, bitrate_bps: null, trouble_reason: null, trouble_at: null },
  },
  users: { name: 'admin', password_hash: '$2b$10$x', created_at: 0 },
  sessions: { id_hash: 'h', user: 'admin', csrf_salt: 's', created_at: 0, last_seen_at: 0, address: null, user_agent: null },
  login_attempts: { key: 'address:192.0.2.1', window_start: 0, count: 1 },
  streaming_schedule: { id: 1, key_number: 2, key_since: 5, is_stopped: 1 },
  streaming_history: { at: 1, kind: 'stopped', key_number: null, reason: null, text: 'The stream was stopped' },
  storage_hours: { hour: 0, used_bytes: 1, free_bytes: 2, total_bytes: 3 },
  exports: {
    ...{ id: 7, channels: '[1]', from_at: 1, to_at: 2, state: 'done', problem: null, created_by: 'anna', created_at: now },
    ...{ finished_at: now, size_bytes: 4, files: '[]', cut: 'keyframes' },
  },
  shares: {
    ...{ export_id: 7, token_hash: 't', note: 'police', pin_hash: null, created_by: 'anna', created_at: now },
    ...{ expires_at: now + 86_400_000, last_viewed_at: null },
  },
};

async function fill(): Promise<void> {
  await using database = await open();
  for (const [table, row] of Object.entries(ROWS))
    await database.kysely
      .insertInto(table as keyof Tables)
      .values(row as never)
      .execute();
  putExport(7, 'film');
}

/** As a finished export of four bytes lies in its folder. */
function putExport(id: number, content: string): void {
  const own = path.join(folder, 'exports', String(id));
  const span = { from: '2026-11-20T10:00:00.000Z', to: '2026-11-20T10:01:00.000Z' };
  const facts = { name: 'ch1.mp4', channel: 1, ...span, durationMs: 60_000, sizeBytes: 4, sha256: 'x', cut: 'keyframes', gaps: [] };
  const made = { exportedBy: 'anna', exportedAt: new Date(now).toISOString() };
  mkdirSync(own, { recursive: true });
  writeFileSync(path.join(own, 'ch1.mp4'), content);
  writeFileSync(
    path.join(own, 'manifest.json'),
    JSON.stringify({ product: 'Mini-NVR', id, channels: [1], ...span, cut: 'keyframes', ...made, files: [facts] }),
  );
}

/** What becomes of it. */
const LOSSES: readonly (readonly [string, () => void])[] = [
  ['found damaged by a check, and readable', () => writeFileSync(`${file()}.is-broken`, 'a check said so')],
  ['damaged from its second page on', damage],
  ['deleted', () => rmSync(file())],
];

function damage(): void {
  const descriptor = openSync(file(), 'r+');
  for (let at = 4096; at < statSync(file()).size; at += 4096) writeSync(descriptor, Buffer.alloc(3000, 0xa5), 0, 3000, at + 200);
}

function openExports(database: Database): Promise<Exports> {
  return Exports.open({
    ...{ database, root: folder, folder: path.join(folder, 'exports'), ffmpeg: 'ffmpeg', timeZone: 'UTC', clock: systemClock, log },
    shelf: {} as never, // nothing is exported here
    onChange: () => undefined,
    note: () => undefined,
  });
}

describe.each(LOSSES)('a catalogue that is %s', (_, lose) => {
  test('has again of every table what its fate says', async () => {
    await fill();
    lose();

    await using database = await open();

    const names = Object.keys(ROWS) as (keyof Tables)[];
    const rowsOf = async (table: keyof Tables): Promise<number> => (await database.kysely.selectFrom(table).selectAll().execute()).length;
    const found = await Promise.all(names.map(async (table) => [table, await rowsOf(table)] as const));
    const kept = names.filter((table) => TABLES[table].fate.kind === 'kept');
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(names.map((table) => [table, kept.includes(table) ? 1 : 0])));
    expect([...database.lost].sort()).toEqual(names.filter((table) => !kept.includes(table)).sort());
  });

  test('starts no stream that a person stopped, and keeps exports, links and the history of the storage', async () => {
    await fill();
    lose();

    await using database = await open();
    const { schedule } = await Journal.open({ database, log, clock: systemClock, keys: 2 });
    await using exports = await openExports(database);
    const shares = await new Shares({ database, clock: systemClock }).list();
    const hours = await database.kysely.selectFrom('storage_hours').select('used_bytes').execute();

    expect({
      isStopped: schedule.isStopped,
      exports: (await exports.list()).map(({ id, by }) => ({ id, by })),
      isFileThere: existsSync(path.join(folder, 'exports/7/ch1.mp4')),
      links: shares.map(({ note }) => note),
      hours,
    }).toEqual({
      isStopped: true,
      exports: [{ id: 7, by: 'anna' }],
      isFileThere: true,
      links: ['police'],
      hours: [{ used_bytes: 1 }],
    });
  });
});

/** Without the copy beside the catalogue: it was deleted, too, or it is of a version that made none. */
function loseAll(): void {
  rmSync(file());
  rmSync(path.join(folder, 'decisions.json'));
}

describe('a catalogue that is lost with what was copied of it', () => {
  test('starts no stream until somebody starts it', async () => {
    await fill();
    loseAll();

    for (const _start of [1, 2]) {
      await using database = await open();
      const journal = await Journal.open({ database, log, clock: systemClock, keys: 2 });
      await journal.written();

      expect(journal.schedule.isStopped).toBe(true);
      expect((await journal.history(5)).map(({ kind, text }) => [kind, text])).toEqual([
        ['stopped', 'The memory of the stream was lost with the catalogue: it is stopped until somebody starts it'],
      ]);
    }
  });

  test('takes finished exports over from their manifests, and leaves alone what it does not understand', async () => {
    await fill();
    putExport(8, 'cut short');
    mkdirSync(path.join(folder, 'exports/9')); // was never finished
    loseAll();

    await using database = await open();
    await using exports = await openExports(database);

    expect((await exports.list()).map(({ id, by, state, sizeBytes, from }) => ({ id, by, state, sizeBytes, from }))).toEqual([
      { id: 7, by: 'anna', state: 'done', sizeBytes: 4, from: Date.UTC(2026, 10, 20, 10) },
    ]);
    expect(readdirSync(path.join(folder, 'exports'))).toEqual(['7', '8.unknown']);
  });
});

test('a first start streams: nobody has stopped anything', async () => {
  await using database = await open();

  expect((await Journal.open({ database, log, clock: systemClock, keys: 2 })).schedule.isStopped).toBe(false);
});

test('a start after a first one that was cut short streams, too', async () => {
  writeFileSync(file(), '');
  writeFileSync(path.join(folder, 'catalogue.reserve'), 'room');

  await using database = await open();

  expect((await Journal.open({ database, log, clock: systemClock, keys: 2 })).schedule.isStopped).toBe(false);
});
