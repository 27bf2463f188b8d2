import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HealthAnswer } from '#shared/health.ts';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { Catalogue } from '../catalogue/catalogue.ts';
import { Database } from '../database/database.ts';
import { StreamUnavailable } from '../lib/errors.ts';
import { silentLog } from '../lib/log.ts';
import { prometheusText } from '../lib/prometheus-text.ts';
import { Redactor } from '../lib/redact.ts';
import { encodeFragmentIndex } from '../mp4/mp4.ts';
import type { VolumeReport } from '../volume/volume.ts';
import { CameraPulse, Health, type HealthOptions } from './health.ts';

const MINUTE = 60_000;
const PATH = 'ch1/2026-11-22/095000+0100.mkv';

let clock: FakeClock;
let rooms: AsyncDisposableStack;
let catalogue: Catalogue;
let database: Database;
let pulse: CameraPulse;
let root: string;
let disk: VolumeReport;
beforeEach(async () => {
  clock = new FakeClock();
  rooms = new AsyncDisposableStack();
  root = mkdtempSync(path.join(os.tmpdir(), 'health-'));
  rooms.defer(() => rmSync(root, { recursive: true }));
  database = rooms.use(await Database.open({ url: 'sqlite::memory:', folder: '', log: silentLog() }));
  catalogue = rooms.use(await Catalogue.open({ database, clock, log: silentLog() }));
  pulse = new CameraPulse(clock);
  disk = { state: 'ok', detail: null, freeBytes: 50e9, totalBytes: 100e9 };
});
afterEach(() => rooms.disposeAsync());

async function start(more: Partial<HealthOptions> = {}): Promise<Health> {
  const health = await Health.start({
    channels: () => [
      { channel: 1, name: 'Front door', record: true },
      { channel: 2, name: 'Camera 2', record: false },
    ],
    timeZone: 'Europe/Berlin',
    version: '0.1.0',
    catalogue,
    questions: catalogue.questions,
    database,
    dataDir: root,
    maxBytes: 500e9,
    volume: { root, isUsable: true, networkShare: null, report: () => disk },
    hub: () => ({ isUp: true, version: '1.9.14', reason: null }),
    usedBytes: async () => 12e9,
    pulse,
    doctor: {
      knock: () => Promise.reject(new StreamUnavailable('auth_failed', 'The camera refuses the user name or password')),
      sourceOf: () => 'rtsp://127.0.0.1:1/cam1',
      isByUdp: () => false,
      programs: { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' },
    },
    alerts: { webhook: null, heartbeat: null },
    onNews: () => undefined,
    redactor: new Redactor(),
    clock,
    log: silentLog(),
    ...more,
  });
  return rooms.use(health);
}

/** Ten minutes up to now, converted, with a keyframe every two seconds. */
async function recorded(): Promise<void> {
  const startedAt = clock.now() - 10 * MINUTE;
  const segment = { channel: 1, path: PATH, startedAt, endedAt: clock.now(), durationMs: 10 * MINUTE, sizeBytes: 300e6 };
  const id = await catalogue.segmentClosed(segment);
  pulse.closed(segment);
  const fragments = Array.from({ length: 300 }, (_, at) => ({ offset: at * 10, bytes: 10, duration: 180_000, keyframeBytes: 5 }));
  const track = {
    kind: 'video' as const,
    codec: 'avc1.640028',
    timescale: 90_000,
    samples: 12_000,
    durationMs: 600_000,
    width: 1920,
    height: 1080,
  };
  const index = encodeFragmentIndex({ timescale: 90_000, fragments });
  const path = PATH.replace('.mkv', '.mp4');
  await catalogue.converted({ id, path, sizeBytes: 300e6, durationMs: 600_000, init: new Uint8Array([1]), index, tracks: [track] });
}

describe('the report', () => {
  test('puts together what catalogue, recorder, hub and disk know', async () => {
    const health = await start();
    await recorded();
    await catalogue.recordingState({ channel: 1, phase: 'recording', reason: null, detail: null, nextTryAt: null });
    await catalogue.cameraState({ channel: 1, online: true, videoCodec: 'h264', audioCodec: 'aac', bitrateBps: 4e6 });
    pulse.track(1, { kind: 'video', codec: 'h264', width: 1920, height: 1080, frameRate: 20 });
    for (let second = 0; second < 5; second++) {
      pulse.frames(1, 20);
      await clock.advance(1_000);
    }

    const report = await health.report();

    expect(HealthAnswer.parse(report)).toEqual(report);
    expect(report.channels[0]).toMatchObject({
      ...{ name: 'Front door', phase: 'recording', codec: 'h264', width: 1920, height: 1080, audio: 'aac' },
      ...{ frameRateWanted: 20, frameRate: 20, bitrateBps: 4e6, gopMs: 2_000, longestGopMs: 2_000, lastFrameAgeMs: 1_000 },
      ...{ reconnects24h: 0, gapsToday: { count: 1 } },
    });
    expect(report.channels[0]?.coverage).toMatchObject([...Array(6).fill({ percent: null }), { date: '2026-11-22', percent: 99.17 }]);
    expect(report.channels[1]).toMatchObject({ isRecorded: false, phase: 'off', frameRate: null, lastFrameAgeMs: null });
    expect(report).toMatchObject({ disk: { freeBytes: 50e9 }, converter: { waiting: 0, givenUp: 0 }, alarms: 0 });
  });

  test('counts what waits for its conversion', async () => {
    const health = await start();
    await catalogue.segmentClosed({ channel: 1, path: PATH, startedAt: 0, endedAt: 1, durationMs: 1, sizeBytes: 1 });

    expect((await health.report()).converter).toEqual({ waiting: 1, givenUp: 0 });
  });
});

describe('minute by minute', () => {
  test('samples are kept for a day and storage for years, and pages are told every ten seconds', async () => {
    const onNews = vi.fn();
    const health = await start({ onNews });

    await clock.advance(3 * MINUTE);

    const { at, memoryBytes } = health.history();
    expect([at.length, memoryBytes.every((bytes) => bytes > 1e6)]).toEqual([3, true]);
    expect((await health.storageHistory(1)).spans).toMatchObject([{ usedBytes: 12e9, freeBytes: 50e9 }]);
    expect(onNews.mock.calls.length).toBeGreaterThanOrEqual(18);
  });

  test('the speed of the disk is measured, and nothing stays', async () => {
    const health = await start();

    await clock.advance(3 * MINUTE);
    await vi.waitFor(async () => expect((await health.report()).disk.writeBps).toBeGreaterThan(0), 3_000);

    expect(readdirSync(root)).toEqual([]);
  });

  test('the speed of a disk that is nearly full is nobody’s concern', async () => {
    disk = { ...disk, freeBytes: 1e8 };
    const health = await start();

    await clock.advance(3 * MINUTE);

    expect((await health.report()).disk.writeBps).toBeNull();
  });
});

describe('an alarm', () => {
  test('is raised by a camera that is not recorded, not by one that is only live, and is an event', async () => {
    const health = await start();

    await clock.advance(MINUTE);

    expect(health.alarms().alarms).toMatchObject([{ id: 'camera_not_recorded:1' }]);
    expect(await catalogue.questions.events({ limit: 9, kinds: ['alarm_raised'] })).toMatchObject([
      { channel: 1, text: 'Camera 1 (Front door) has not yet been recorded', data: { kind: 'camera_not_recorded' } },
    ]);
  });

  test('of a camera that was removed does not end with the words that it is recorded', async () => {
    let channels = [{ channel: 1, name: 'Front door', record: true }];
    await start({ channels: () => channels });
    await clock.advance(MINUTE);

    channels = [];
    await clock.advance(MINUTE);

    expect(await catalogue.questions.events({ limit: 9, kinds: ['alarm_cleared'] })).toMatchObject([
      { channel: 1, text: 'Camera 1 (Front door) is not to be recorded any more' },
    ]);
  });

  test('may come from elsewhere', async () => {
    await catalogue.recordingState({ channel: 1, phase: 'recording', reason: null, detail: null, nextTryAt: null });
    const trouble = {
      kind: 'streaming_failing',
      channel: null,
      reason: null,
      holdMs: 0,
    } as const;
    const health = await start({ watches: [async () => [trouble]] });

    await clock.advance(MINUTE);

    expect(health.alarms().alarms.map(({ id }) => id)).toEqual(['streaming_failing']);
  });
});

test('metrics tell what is measured and what cleanup removed', async () => {
  const health = await start();
  await recorded();
  health.removed({ segments: 2, bytes: 77, causes: { age: 0, storage: 2, free: 0 } });
  await vi.waitFor(async () => expect((await health.storageHistory(1)).spans).toMatchObject([{ removedBytes: 77 }]));

  const text = prometheusText(await health.metrics());

  for (const line of [
    'nvr_camera_recording{channel="1",name="Front door"} 0',
    'nvr_camera_recorded_seconds_total{channel="1"} 600',
    'nvr_camera_stored_bytes{channel="1"} 300000000',
    'nvr_storage_limit_bytes 500000000000',
    'nvr_storage_removed_bytes_total 77',
    'nvr_alarms{kind="disk_low"} 0',
    'nvr_camera_record_wanted{channel="2"} 0',
    'nvr_info{version="0.1.0"} 1',
  ]) {
    expect(text).toContain(`${line}\n`);
  }
});
