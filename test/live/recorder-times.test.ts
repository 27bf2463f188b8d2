import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { type ClosedSegment, Recorder, type RecordingState } from '../../src/recorder/recorder.ts';
import { Cameras } from '../fakes/cameras.ts';
import { countPictures } from '../fakes/count-pictures.ts';
import { live } from '../fakes/live.ts';
import { OddCamera, type OddMaterial } from '../fakes/odd-cameras.ts';
import { processesWith } from '../fakes/processes.ts';

const RECORD_FOR_MS = 45_000;
const ORDINARY: OddMaterial = { seconds: 20, fps: 10, gop: 20 };
/** Cameras with sound of their own, and pictures a second. */
const ODD = {
  'a fast audio clock': { fps: 10, quirks: { audio: { skew: 1.1 } } },
  'an audio clock that jumps an hour': { fps: 10, quirks: { audio: { jumpAt: 15, jumpBy: 3600 } } },
  'an audio clock that jumps back': { fps: 10, quirks: { audio: { jumpAt: 15, jumpBy: -3600 } } },
  'sound that begins late': { fps: 10, quirks: { audio: { after: 6 } } },
  'pauses of six seconds': { fps: 10, quirks: { stallEvery: 20, stallFor: 6 } },
} as const;
const SIMULATED = { 'a keyframe each 8 seconds': 10, 'two pictures a second': 2 } as const;
const FPS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Object.entries(ODD).map(([name, { fps }]) => [name, fps])),
  ...SIMULATED,
};
const NAMES = Object.keys(FPS);
const KILLED = 'a keyframe each 8 seconds';

live('times of recordings', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'times-'));
  const rooms = new AsyncDisposableStack();
  const closed: ClosedSegment[] = [];
  const states: (RecordingState & { readonly at: number })[] = [];
  const of = (name: string): ClosedSegment[] => closed.filter(({ channel }) => channel === NAMES.indexOf(name) + 1);
  let killedAt = 0;

  beforeAll(async () => {
    const urls: string[] = [];
    for (const { quirks } of Object.values(ODD)) urls.push(rooms.use(await OddCamera.start(ORDINARY, quirks)).url());
    for (const [fps, gop] of [
      [10, 8],
      [2, 2],
    ]) {
      const more = ['--fps', String(fps), '--gop', String(gop), '--join', 'anywhere', '--size', '360p'];
      urls.push(rooms.use(await Cameras.start({ cameras: '1:h264-aac', more })).url(1));
    }
    const recorder = startRecorder({ root, urls, closed, states });
    await new Promise((done) => setTimeout(done, RECORD_FOR_MS));
    killedAt = Date.now();
    for (const { pid } of processesWith(path.join(root, `ch${NAMES.indexOf(KILLED) + 1}`))) process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(backAt(states, killedAt)).toBeDefined(), 30_000);
    await recorder[Symbol.asyncDispose]();
  }, 200_000);
  afterAll(async () => {
    await rooms[Symbol.asyncDispose]();
    rmSync(root, { recursive: true, force: true });
  });

  test.each(NAMES)('%s: nobody says that a clock was set, or that pictures stay away', (name) => {
    const reasons = states
      .filter(({ channel, at }) => channel === NAMES.indexOf(name) + 1 && at < killedAt)
      .flatMap(({ reason }) => reason ?? []);

    expect(reasons.filter((reason) => reason !== 'no_keyframe')).toEqual([]);
  });

  test.each(NAMES)('%s: each file is as long as its pictures', (name) => {
    const lengths = of(name).map(
      ({ path: file, durationMs }) => [durationMs, (countPictures(path.join(root, file)) / (FPS[name] ?? 1)) * 1000] as const,
    );
    const [counted = 0, shown = 0] = [0, 1].map((index) => lengths.reduce((sum, length) => sum + (length[index] ?? 0), 0));

    expect(lengths.length).toBeGreaterThan(3);
    expect(Math.abs(counted - shown) / shown).toBeLessThan(0.01);
    for (const [durationMs, picturesMs] of lengths) expect(Math.abs(durationMs - picturesMs)).toBeLessThanOrEqual(1500 / (FPS[name] ?? 1));
  });

  test.each(NAMES)('%s: each file lies where it was written, and they touch', (name) => {
    const files = of(name).filter(({ startedAt }) => startedAt < killedAt);

    expect(files.slice(1).map(({ startedAt }) => startedAt)).toEqual(files.slice(0, -1).map(({ endedAt }) => endedAt));
    // a name is the second in which the file was begun: what had been held back since a pause belongs to a time before it
    const isPausing = name === 'pauses of six seconds';
    for (const { path: file, startedAt } of files.slice(1)) {
      expect(nameTime(file) - startedAt).toBeGreaterThan(-1500);
      expect(nameTime(file) - startedAt).toBeLessThan(isPausing ? 7500 : 1500);
    }
  });

  test('a keyframe each 8 seconds: recorded again within one of them and 5 s after its program was killed', () => {
    const at = backAt(states, killedAt) ?? Number.POSITIVE_INFINITY;

    expect(at - killedAt).toBeLessThan(13_000);
  });
});

interface Recorded {
  readonly root: string;
  readonly urls: readonly string[];
  readonly closed: ClosedSegment[];
  readonly states: (RecordingState & { readonly at: number })[];
}

function startRecorder({ root, urls, closed, states }: Recorded): Recorder {
  const recorder = new Recorder({
    root,
    segmentMs: 10_000,
    timeZone: 'UTC',
    ffmpeg: 'ffmpeg',
    sourceOf: (channel) => urls[channel - 1] ?? '',
    knock: async () => ({ [Symbol.dispose]: () => undefined }),
    demandVolume: () => undefined,
    clock: systemClock,
    log: silentLog(),
    onOpened: async () => undefined,
    onClosed: async (segment) => void closed.push(segment),
    onState: async (state) => void states.push({ ...state, at: Date.now() }),
  });
  for (const index of urls.keys()) recorder.begin(index + 1);
  return recorder;
}

/** When the killed one was recorded again. */
function backAt(states: Recorded['states'], killedAt: number): number | undefined {
  const channel = NAMES.indexOf(KILLED) + 1;
  return states.find((state) => state.channel === channel && state.at > killedAt && state.phase === 'recording')?.at;
}

function nameTime(file: string): number {
  const [, date, hour, minute, second] = /(\d{4}-\d\d-\d\d)\/(\d\d)(\d\d)(\d\d)/.exec(file) ?? [];
  return Date.parse(`${date}T${hour}:${minute}:${second}Z`);
}
