import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { systemClock } from '../lib/clock.ts';
import { StreamUnavailable } from '../lib/errors.ts';
import { silentLog } from '../lib/log.ts';
import { type ClosedSegment, type OpenedSegment, Recorder, type RecorderOptions, type RecordingState } from './recorder.ts';

const TOY = path.join(import.meta.dirname, '../../test/fakes/toy-ffmpeg.mjs');
let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'recorder-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** The real recorder around a program that speaks like ffmpeg. */
function harness(mode: string, more: Partial<RecorderOptions> = {}) {
  const opened: OpenedSegment[] = [];
  const closed: ClosedSegment[] = [];
  const states: RecordingState[] = [];
  const knocks: number[] = [];
  const recorder = new Recorder({
    root,
    segmentMs: 1000,
    timeZone: 'UTC',
    ffmpeg: TOY,
    sourceOf: () => `rtsp://127.0.0.1:1/${mode}`,
    knock: async (channel) => {
      knocks.push(channel);
      return { [Symbol.dispose]: () => undefined };
    },
    demandVolume: () => undefined,
    clock: systemClock,
    log: silentLog(),
    onOpened: async (segment) => void opened.push(segment),
    onClosed: async (segment) => void closed.push(segment),
    onState: async (state) => void states.push(state),
    ...more,
  });
  recorder.begin(1);
  return { recorder, opened, closed, states, knocks };
}

describe('a channel’s recorder', () => {
  test('hands over each closed segment once, the last one too when it is stopped', async () => {
    const { recorder, closed, opened } = harness('steady');
    await vi.waitFor(() => expect(opened.length).toBeGreaterThan(3), 10_000);

    await recorder[Symbol.asyncDispose]();

    const files = readdirSync(path.join(root, 'ch1/2026-11-22')).map((name) => `ch1/2026-11-22/${name}`);
    expect(closed.map(({ path: file }) => file).sort()).toEqual(files.sort());
    expect(closed.every(({ durationMs, sizeBytes }) => durationMs > 0 && sizeBytes > 0)).toBe(true);
  });

  test('segments of one run touch without overlapping', async () => {
    const { recorder, closed, opened } = harness('steady');
    await vi.waitFor(() => expect(opened.length).toBeGreaterThan(3), 10_000);

    await recorder[Symbol.asyncDispose]();

    const starts = closed.slice(1).map(({ startedAt }) => startedAt);
    expect(starts).toEqual(closed.slice(0, -1).map(({ endedAt }) => endedAt));
  });

  test('tells how many frames come', async () => {
    const frames: number[] = [];
    const { recorder } = harness('steady', { onFrames: (channel, count) => void frames.push(channel, count) });
    await vi.waitFor(() => expect(frames.length).toBeGreaterThan(1), 10_000);

    await recorder[Symbol.asyncDispose]();

    expect(Math.min(...frames)).toBeGreaterThan(0);
  });

  test('a segment without a frame is not handed over and not kept', async () => {
    const { recorder, opened, closed, states } = harness('silent');
    await vi.waitFor(() => expect(readdirSync(path.join(root, 'ch1/2026-11-22'))).toHaveLength(1), 5000);

    await recorder[Symbol.asyncDispose]();

    expect([opened, closed]).toEqual([[], []]);
    expect(states.map(({ phase }) => phase)).toEqual(['starting']);
    expect(readdirSync(path.join(root, 'ch1/2026-11-22'))).toEqual([]);
  });

  test('time that leaps ends the run, and the next begins after a knock', async () => {
    const { recorder, knocks, states } = harness('jump');
    await vi.waitFor(() => expect(knocks.length).toBeGreaterThan(0), 10_000);

    await recorder[Symbol.asyncDispose]();

    expect(states.find(({ phase }) => phase === 'waiting')?.detail).toBe('The camera’s clock was set forward');
  });

  test('a child that needs to be asked twice still closes its file', async () => {
    const { recorder, closed, opened } = harness('deaf');
    await vi.waitFor(() => expect(opened.length).toBeGreaterThan(0), 10_000);

    await recorder[Symbol.asyncDispose]();

    expect(closed.length).toBeGreaterThan(0);
  });

  test('a full disk is named as the reason', async () => {
    const { recorder, states } = harness('full');
    await vi.waitFor(() => expect(states.some(({ reason }) => reason === 'disk_full')).toBe(true), 5000);

    await recorder[Symbol.asyncDispose]();
  });

  test('why the camera gives nothing is told, and being woken tries at once', async () => {
    let isAway = true;
    const knock = async (): Promise<Disposable> => {
      if (isAway) throw new StreamUnavailable('auth_failed', 'The camera refuses the user name or password');
      return { [Symbol.dispose]: () => undefined };
    };
    const { recorder, states } = harness('still', { knock });
    recorder.lost(1);
    await vi.waitFor(() => recorder.lost(1), 10_000);
    await vi.waitFor(() => {
      recorder.lost(1);
      expect(states.some(({ reason }) => reason === 'auth_failed')).toBe(true);
    }, 10_000);

    isAway = false;
    recorder.wake();

    await vi.waitFor(() => expect(states.at(-1)?.phase).toBe('recording'), 5000);
    await recorder[Symbol.asyncDispose]();
  });

  test('the first word about a camera that is lost is its reason', async () => {
    const knock = (): Promise<Disposable> => Promise.reject(new StreamUnavailable('refused', 'The camera refuses the connection'));
    const { recorder, states } = harness('still', { knock });
    await vi.waitFor(() => expect(states.at(-1)?.phase).toBe('recording'), 10_000);

    recorder.lost(1);

    await vi.waitFor(() => expect(states.filter(({ phase }) => phase === 'waiting').length).toBeGreaterThan(1), 10_000);
    await recorder[Symbol.asyncDispose]();
    expect(new Set(states.filter(({ phase }) => phase === 'waiting').map(({ reason }) => reason))).toEqual(new Set(['refused']));
  });

  test('pictures that stand still for 12 s end the run with that reason', async () => {
    const clock = new FakeClock();
    const { recorder, opened, states } = harness('still', { clock });
    await vi.waitFor(() => expect(opened).toHaveLength(1), 5000);
    await vi.waitFor(() => expect(states.at(-1)?.phase).toBe('recording'), 10_000);

    await clock.advance(11_000);
    expect(states.at(-1)?.phase).toBe('recording');
    await clock.advance(3000);

    await vi.waitFor(async () => {
      await clock.advance(300); // the camera is asked why, and is there
      expect(states.at(-1)).toMatchObject({ phase: 'waiting', reason: 'no_video' });
    }, 5000);
    await recorder[Symbol.asyncDispose]();
  });

  test('pictures without a keyframe are no recording, and that one is awaited is said', async () => {
    const { recorder, opened, states, knocks } = harness('keyless');
    await vi.waitFor(() => expect(states.at(-1)?.reason).toBe('no_keyframe'), 10_000);

    await recorder[Symbol.asyncDispose]();

    expect(states.map(({ phase }) => phase)).toEqual(['starting', 'starting']);
    expect([opened, knocks]).toEqual([[], []]);
  });

  test('what ffmpeg kept at the beginning is no jump of the camera’s clock, and every file has the length of its pictures', async () => {
    const { recorder, closed, states } = harness('burst');
    await vi.waitFor(() => expect(closed.length).toBeGreaterThan(8), 20_000);

    await recorder[Symbol.asyncDispose]();

    expect(states.filter(({ detail }) => detail !== null)).toEqual([]);
    expect(new Set(closed.slice(0, -1).map(({ durationMs }) => durationMs))).toEqual(new Set([1000]));
  });

  test('a stream of which nothing is known for 8 s is read anew, without a word', async () => {
    const clock = new FakeClock();
    const sources: string[] = [];
    const sourceOf = (): string => `rtsp://127.0.0.1:1/${sources.push('') === 1 ? 'unknown' : 'steady'}`;
    const { recorder, states } = harness('', { clock, sourceOf });
    await vi.waitFor(() => expect(readdirSync(path.join(root, 'ch1/2026-11-22'))).toHaveLength(1), 5000);

    await vi.waitFor(async () => {
      await clock.advance(1000);
      expect(states.at(-1)?.phase).toBe('recording');
    }, 20_000);
    await recorder[Symbol.asyncDispose]();

    expect(states.some(({ reason }) => reason !== null)).toBe(false);
  });

  test('a disk that went away ends the recording at once, one that is full does not', async () => {
    const { recorder, states } = harness('steady');
    await vi.waitFor(() => expect(states.at(-1)?.phase).toBe('recording'), 10_000);

    recorder.diskChanged(undefined);
    recorder.diskChanged(new StreamUnavailable('disk_full', 'The disk is full'));
    recorder.diskChanged(new StreamUnavailable('storage_error', 'The disk is away'));
    await vi.waitFor(() => expect(states.at(-1)?.phase).not.toBe('recording'), 10_000);
    await recorder[Symbol.asyncDispose]();

    expect(states.flatMap(({ reason }) => reason ?? [])[0]).toBe('storage_error');
  });

  test('nothing is written while the volume is not ours', async () => {
    const demandVolume = (): void => {
      throw new StreamUnavailable('storage_error', 'The disk is not mounted');
    };
    const { recorder, states } = harness('steady', { demandVolume });
    await vi.waitFor(() => expect(states.length).toBeGreaterThan(1), 5000);

    await recorder[Symbol.asyncDispose]();

    expect(states[0]).toMatchObject({ phase: 'waiting', reason: 'storage_error', detail: 'The disk is not mounted' });
    expect(readdirSync(root)).toEqual([]);
  });

  test('a channel that is ended closes its file, hands it over and says so; begun anew, nothing overlaps', async () => {
    const { recorder, opened, closed, states } = harness('steady');
    await vi.waitFor(() => expect(opened.length).toBeGreaterThan(1), 10_000);
    await recorder.end(1, 'The camera is being changed');
    const openedBefore = opened.length;
    recorder.begin(1);
    await vi.waitFor(() => expect(opened.length).toBeGreaterThan(openedBefore), 10_000);

    await recorder[Symbol.asyncDispose]();

    expect(states.find(({ phase }) => phase === 'off')).toMatchObject({ reason: 'disabled', detail: 'The camera is being changed' });
    expect(closed.map(({ path: file }) => file)).toEqual(opened.map(({ path: file }) => file));
    for (const [index, { startedAt }] of closed.entries()) expect(startedAt).toBeGreaterThanOrEqual(closed[index - 1]?.endedAt ?? 0);
  });

  test('a channel is begun and ended alone, also while the database takes nothing', async () => {
    const away = Promise.withResolvers<void>();
    const onOpened = ({ channel }: OpenedSegment): Promise<void> => (channel === 2 ? away.promise : Promise.resolve());
    const { recorder, closed } = harness('steady', { onOpened });
    recorder.begin(2);
    await vi.waitFor(() => expect(recorder.runningPaths().size).toBe(2), 10_000);
    const ofFirst = [...recorder.runningPaths()].find((file) => file.startsWith('ch1/'));

    await recorder.end(2, 'The camera is being changed');
    const left = [...recorder.runningPaths()];
    away.resolve();
    await recorder[Symbol.asyncDispose]();

    expect(left.map((file) => file.split('/')[0])).toEqual(['ch1']);
    expect(closed.map(({ path: file }) => file)).toContain(ofFirst);
    expect(closed.filter(({ channel }) => channel === 2)).not.toEqual([]);
  });

  test('nothing begins any more when it is closing, and a channel that never was recorded is said to be off', async () => {
    const { recorder, states, opened } = harness('steady');
    await recorder.end(5, 'Recording is switched off in .env');

    await recorder[Symbol.asyncDispose]();
    recorder.begin(6);

    expect(states.filter(({ channel }) => channel === 5)).toMatchObject([{ phase: 'off', reason: 'disabled' }]);
    expect([...recorder.runningPaths(), ...opened.filter(({ channel }) => channel === 6)]).toEqual([]);
  });
});
