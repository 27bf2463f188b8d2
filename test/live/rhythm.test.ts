import { globSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AlarmsAnswer } from '#shared/alarms.ts';
import type { LiveAnswer } from '#shared/live.ts';
import type { RecordingsAnswer } from '#shared/recordings.ts';
import type { TimelineAnswer } from '#shared/timeline.ts';
import { Cameras } from '../fakes/cameras.ts';
import { countPictures } from '../fakes/count-pictures.ts';
import { live } from '../fakes/live.ts';
import { Nvr } from '../fakes/nvr.ts';
import { OddCamera, type OddMaterial } from '../fakes/odd-cameras.ts';

const RECORD_FOR_MS = 75_000;
const ORDINARY: OddMaterial = { seconds: 20, fps: 10, gop: 20 };
/** A keyframe for each viewer, as slow cameras give it, and then each third picture. */
const SLOW: OddMaterial = { seconds: 100, fps: 1, gop: 3 };

/** Odd cameras of one product, by what is odd: how many pictures a second each sends. */
const CAMERAS = {
  'one picture a second': { fps: 1, start: () => OddCamera.start({ seconds: 100, fps: 1, gop: 5 }, { join: 'idr' }) },
  'a picture each ten seconds': { fps: 0.1, start: () => OddCamera.start(SLOW, { fps: 0.1, join: 'idr' }) },
  'a picture each ten seconds, with sound': { fps: 0.1, start: () => OddCamera.start(SLOW, { fps: 0.1, join: 'idr', audio: {} }) },
  'pauses of six seconds': { fps: 10, start: () => OddCamera.start(ORDINARY, { stallEvery: 20, stallFor: 6 }) },
  'a fast audio clock': { fps: 10, start: () => OddCamera.start(ORDINARY, { audio: { skew: 1.1 } }) },
  'an audio clock that jumps': { fps: 10, start: () => OddCamera.start(ORDINARY, { audio: { jumpAt: 20, jumpBy: 3600 } }) },
  'a keyframe each 45 seconds': {
    fps: 10,
    start: () => OddCamera.start({ seconds: 45, fps: 10, gop: 450, size: '320x180' }, { join: 'anywhere' }),
  },
} as const;
type Odd = keyof typeof CAMERAS | 'a keyframe each 8 seconds' | 'two pictures a second';
const NAMES: readonly Odd[] = [...(Object.keys(CAMERAS) as (keyof typeof CAMERAS)[]), 'a keyframe each 8 seconds', 'two pictures a second'];
const FPS: Record<Odd, number> = {
  ...(Object.fromEntries(Object.entries(CAMERAS).map(([name, { fps }]) => [name, fps])) as Record<keyof typeof CAMERAS, number>),
  'a keyframe each 8 seconds': 10,
  'two pictures a second': 2,
};

/** Of which a file is finished in time, and whose last picture lasts as long as the stream says. */
const FINISHED = NAMES.filter((name) => FPS[name] >= 1 && name !== 'a keyframe each 45 seconds');

interface Seen {
  /** Distinct states, in their order. */
  readonly states: string[];
}

/** Channel of an odd camera. */
function channelOf(name: Odd): number {
  return NAMES.indexOf(name) + 1;
}

live('cameras with a rhythm of their own', () => {
  const rooms = new AsyncDisposableStack();
  const odd = new Map<Odd, OddCamera>();
  const seen = new Map<number, Seen>(NAMES.map((name) => [channelOf(name), { states: [] }]));
  let nvr: Nvr;
  let from: string;
  let alarms: AlarmsAnswer;
  let timeline: TimelineAnswer;
  const recordings = new Map<number, RecordingsAnswer['recordings']>();

  beforeAll(async () => {
    for (const [name, { start }] of Object.entries(CAMERAS)) odd.set(name as Odd, rooms.use(await start()));
    const anywhere = ['--join', 'anywhere', '--size', '360p'];
    const gop8 = rooms.use(await Cameras.start({ cameras: '1:h264-aac', more: ['--fps', '10', '--gop', '8', ...anywhere] }));
    const twoFps = rooms.use(await Cameras.start({ cameras: '1:h264-aac', more: ['--fps', '2', '--gop', '2', ...anywhere] }));
    const urls = NAMES.map((name) => odd.get(name)?.url() ?? (name === 'two pictures a second' ? twoFps : gop8).url(1));
    const env = Object.fromEntries(urls.map((url, index) => [`CAMERA_${index + 1}_URL`, url]));
    nvr = await (await Nvr.start({ env: { ...env, SEGMENT_DURATION: '10' } })).signIn();
    from = new Date().toISOString();
    await watch(nvr, seen);
    alarms = await nvr.json('/api/alarms');
    timeline = await nvr.json(`/api/timeline?from=${from}&to=${new Date().toISOString()}`);
    for (const channel of seen.keys()) recordings.set(channel, await recordingsOf(channel, nvr));
    await nvr.end();
  }, 240_000);
  afterAll(async () => {
    await nvr[Symbol.asyncDispose]();
    await rooms[Symbol.asyncDispose]();
    rmSync(nvr.folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test.each(NAMES)('%s: recorded without a pause', (name) => {
    const { states } = seen.get(channelOf(name)) ?? { states: [] };

    expect(states.filter((state) => state.startsWith('waiting'))).toEqual([]);
    expect(states.at(-1)).toBe('recording');
    expect(timeline.channels.find(({ channel }) => channel === channelOf(name))?.gaps.filter(({ reason }) => reason !== 'restart')).toEqual(
      [],
    );
  });

  test('none of them is an alarm', () => {
    expect(alarms.alarms).toEqual([]);
  });

  test.each([...Object.keys(CAMERAS)] as Odd[])('%s: sees one connection', (name) => {
    const most = FPS[name] <= 1 ? 2 : 1; // a stream of which nothing is known after eight seconds is read anew

    expect(odd.get(name)?.lines.filter((line) => line.includes('connect')).length).toBeLessThanOrEqual(most);
  });

  test.each(FINISHED)('%s: what counts as recorded is what the pictures take', (name) => {
    const closed = recordings.get(channelOf(name))?.filter((recording) => !recording.live) ?? [];
    const seconds = closed.reduce((sum, { duration }) => sum + duration, 0);
    const pictures = closed.reduce((sum, { name: file }) => sum + picturesIn(nvr, file), 0);

    expect(closed.length).toBeGreaterThan(0);
    expect(Math.abs(seconds - pictures / FPS[name]) / seconds).toBeLessThan(0.01);
  });

  test('recordings lie where the pictures were, whatever the sound’s clock says', () => {
    const closed = recordings.get(channelOf('a fast audio clock'))?.filter((recording) => !recording.live) ?? [];
    // the first file begins with what ffmpeg kept while it looked at the stream
    const apart = closed.slice(1).map(({ name, datetime }) => Math.abs(Date.parse(datetime) - cutAt(name)));

    expect(Math.max(...apart)).toBeLessThan(1500);
  });

  test('a keyframe that is awaited is said', () => {
    const states = seen.get(channelOf('a keyframe each 45 seconds'))?.states ?? [];

    expect(states.find((state) => state.startsWith('starting:'))).toBe('starting: no_keyframe: Waiting for the camera’s next keyframe');
  });
});

/** Of all days there are, in time order: it may have become midnight meanwhile. */
async function recordingsOf(channel: number, nvr: Nvr): Promise<RecordingsAnswer['recordings']> {
  const { dates } = await nvr.json<{ readonly dates: readonly string[] }>(`/api/dates?channel=${channel}`);
  const days = dates.toReversed().map((date) => nvr.json<RecordingsAnswer>(`/api/channel/${channel}/recordings?date=${date}`));
  return (await Promise.all(days)).flatMap((day) => day.recordings);
}

/** Looks at every state for a while. */
async function watch(nvr: Nvr, seen: ReadonlyMap<number, Seen>): Promise<void> {
  for (const begun = performance.now(); performance.now() - begun < RECORD_FOR_MS; ) {
    const { channels } = await nvr.json<LiveAnswer>('/api/live');
    for (const [channel, { states }] of seen) {
      const { phase, reason, detail } = channels[channel] ?? { phase: 'off', reason: null, detail: null };
      const state = reason ? `${phase}: ${reason}: ${detail}` : phase;
      if (states.at(-1) !== state) states.push(state);
    }
    await new Promise((done) => setTimeout(done, 250));
  }
}

/** Pictures of a recording, converted meanwhile or not. */
function picturesIn(nvr: Nvr, name: string): number {
  const [file = ''] = globSync(path.join(nvr.recordDir, name.replace(/\.\w+$/, '.{mkv,mp4}')));
  return countPictures(file);
}

/** When ffmpeg began a file, by its name. */
function cutAt(name: string): number {
  const [, date, hour, minute, second, zone] = /(\d{4}-\d\d-\d\d)\/(\d\d)(\d\d)(\d\d)([-+]\d{4})/.exec(name) ?? [];
  return Date.parse(`${date}T${hour}:${minute}:${second}${zone}`);
}
