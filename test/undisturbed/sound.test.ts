import { execFileSync } from 'node:child_process';
import { globSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventsAnswer } from '#shared/events.ts';
import type { CameraCheckAnswer, HealthAnswer } from '#shared/health.ts';
import type { LiveAnswer } from '#shared/live.ts';
import type { RecordingsAnswer } from '#shared/recordings.ts';
import { live } from '../fakes/live.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';
import { GST_H264, hasGstreamer, OddCamera } from '../fakes/odd-cameras.ts';

const MATERIAL = { seconds: 20, fps: 10, gop: 20 };
/** The files of a camera are cut every ten seconds: enough for two whole ones behind whatever happens. */
const RECORD_FOR_MS = 32_000;
const announced = (map: string): Record<string, unknown> => ({
  sdpLast: ['m=audio 0 RTP/AVP 97', `a=rtpmap:97 ${map}`, 'a=control:trackID=3'],
});

/** Cameras of ours, by what is odd about their sound. */
const OURS: Readonly<Record<string, Record<string, unknown>>> = {
  'is announced and never comes': announced('PCMA/8000'),
  'is announced as something that cannot be recorded': announced('G726-32/8000'),
  'begins six seconds late': { join: 'idr', audio: { after: 6 } },
  'is set forward by an hour': { audio: { jumpAt: 13, jumpBy: 3600 } },
  'is set back by an hour': { audio: { jumpAt: 13, jumpBy: -3600 } },
  'is fast by 2 %': { audio: { skew: 1.02 } },
};

const spoken = (caps: string, codec: string): string =>
  `${GST_H264} audiotestsrc is-live=true ! audio/x-raw,${caps} ! ${codec} name=pay1 pt=98`;
/** Of GStreamer's, by codec. */
const GSTREAMERS: Readonly<Record<string, string>> = {
  '/g726-32': spoken('rate=8000,channels=1', 'avenc_g726 ! rtpg726pay'),
  '/g726-16': spoken('rate=8000,channels=1', 'avenc_g726 bitrate=16000 ! rtpg726pay'),
  '/g722': spoken('rate=16000,channels=1', 'avenc_g722 ! rtpg722pay'),
  '/l16': spoken('format=S16BE,rate=16000,channels=1', 'rtpL16pay'),
  '/opus': spoken('rate=48000,channels=2', 'opusenc ! rtpopuspay'),
  '/aac-latm': spoken('rate=16000,channels=1', 'avenc_aac ! rtpmp4apay'),
};

interface Recorded {
  readonly frames: number;
  /** When sound is heard, in seconds of pictures since the first of them. */
  readonly sound: readonly number[];
  /** What the catalogue says, in ms. */
  readonly durations: readonly number[];
}

const names = [...Object.keys(OURS), ...(hasGstreamer() ? Object.keys(GSTREAMERS) : [])];
const channelOf = (name: string): number => names.indexOf(name) + 1;

/** Counts what is in the files of a channel, in order. */
function filesOf(nvr: Nvr, channel: number): Pick<Recorded, 'frames' | 'sound'> {
  let [frames, sound] = [0, [] as number[]];
  for (const file of globSync(path.join(nvr.recordDir, `ch${channel}/*/*.{mkv,mp4}`)).sort()) {
    const args = ['-v', 'error', '-show_entries', 'packet=codec_type,pts_time,flags', '-of', 'csv=p=0', file];
    const packets = execFileSync('ffprobe', args, { encoding: 'utf8', maxBuffer: 2 ** 26 })
      .split('\n')
      .map((line) => line.split(','));
    const times = (type: string): number[] =>
      packets.flatMap(([kind, time, flags]) => (kind === type && !flags?.includes('D') ? [Number(time)] : []));
    const pictures = times('video');
    const first = Math.min(...pictures);
    sound = [...sound, ...times('audio').map((time) => frames / MATERIAL.fps + time - first)];
    frames += pictures.length;
  }
  return { frames, sound };
}

async function durationsOf(nvr: Nvr, channel: number): Promise<number[]> {
  const { dates } = await nvr.json<{ dates: string[] }>(`/api/dates?channel=${channel}`);
  const days = await Promise.all(dates.map((date) => nvr.json<RecordingsAnswer>(`/api/channel/${channel}/recordings?date=${date}`)));
  return days.flatMap(({ recordings }) =>
    recordings.filter(({ live: isLive }) => !isLive).map(({ duration }) => Math.round(duration * 1000)),
  );
}

live('the whole product and cameras whose sound is odd', () => {
  let folder: string;
  const cameras: OddCamera[] = [];
  let events: EventsAnswer['events'];
  let health: HealthAnswer['channels'];
  let check: CameraCheckAnswer;
  const recorded = new Map<string, Recorded>();

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'odd-sound-'));
    for (const quirks of Object.values(OURS)) cameras.push(await OddCamera.start(MATERIAL, quirks));
    const urls = cameras.map((camera) => camera.url());
    if (hasGstreamer()) {
      const server = await OddCamera.gstreamer('tcp', GSTREAMERS);
      cameras.push(server);
      urls.push(...Object.keys(GSTREAMERS).map((place) => server.url(place)));
    }
    const env = {
      ...cameraEnv(names.length, (channel) => urls[channel - 1] ?? ''),
      NUM_CHANNELS: String(names.length),
      SEGMENT_DURATION: '10',
    };
    await record(env);
    rmSync(path.join(folder, 'data'), { recursive: true });
    await rebuild(env);
  }, 360_000);
  afterAll(async () => {
    await Promise.all(cameras.map((camera) => camera[Symbol.asyncDispose]()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function record(env: Record<string, string>): Promise<void> {
    await using nvr = await (await Nvr.start({ folder, env })).signIn();
    const areLive = async (): Promise<boolean> => {
      const { channels } = await nvr.json<LiveAnswer>('/api/live');
      return Object.values(channels).every(({ status }) => status === 'LIVE');
    };
    await nvr.until(areLive, 120_000, 'every camera is recorded');
    check = (await (
      await nvr.fetch(`/api/channel/${channelOf('is announced as something that cannot be recorded')}/check`, { method: 'POST' })
    ).json()) as CameraCheckAnswer;
    await new Promise((done) => setTimeout(done, RECORD_FOR_MS)); // what is tested is time itself: of cameras and their files
    ({ events } = await nvr.json<EventsAnswer>('/api/events?limit=200'));
    health = (await nvr.json<HealthAnswer>('/api/health')).channels;
    await nvr.end();
  }

  /** A catalogue that was lost is made again from the files. */
  async function rebuild(env: Record<string, string>): Promise<void> {
    await using nvr = await (
      await Nvr.start({ folder, env: { ...env, ...Object.fromEntries(names.map((_, at) => [`CAMERA_${at + 1}_RECORD`, 'false'])) } })
    ).signIn();
    const areConverted = async (): Promise<boolean> => {
      const waiting = (await nvr.json<HealthAnswer>('/api/health')).converter.waiting;
      return waiting === 0 && globSync(path.join(nvr.recordDir, '*/*/*.mkv')).length === 0;
    };
    await nvr.until(areConverted, 120_000, 'every recording is an MP4');
    for (const name of names) {
      recorded.set(name, { ...filesOf(nvr, channelOf(name)), durations: await durationsOf(nvr, channelOf(name)) });
    }
  }

  const of = (name: string): Recorded => {
    const found = recorded.get(name);
    if (!found) throw new Error(`nothing of ${name}`);
    return found;
  };

  test.each(names)('every picture of the camera whose sound %s is recorded in one run, and counts for as long as it is shown', (name) => {
    const { frames, durations } = of(name);
    const seconds = durations.reduce((sum, duration) => sum + duration, 0) / 1000;

    expect(frames).toBeGreaterThan((RECORD_FOR_MS / 1000) * MATERIAL.fps * 0.95);
    expect(Math.max(...durations)).toBeLessThan(20_000);
    if (channelOf(name) <= Object.keys(OURS).length) expect(Math.abs(seconds / (frames / MATERIAL.fps) - 1)).toBeLessThan(0.01);
    const begun = name.includes('g726') || name.includes('cannot be recorded') ? 1 : 0; // the run that failed at its first word
    expect(health[channelOf(name) - 1]?.reconnects24h).toBeLessThanOrEqual(begun);
  });

  test('sound that cannot be recorded is told, and no other', () => {
    const told = events.filter(({ kind }) => kind === 'sound_left_out').map(({ channel }) => names[(channel ?? 0) - 1]);

    expect(told.toSorted()).toEqual(names.filter((name) => name.includes('g726') || name.includes('cannot be recorded')).toSorted());
    expect(check.findings.find(({ topic }) => topic === 'audio')).toMatchObject({ code: 'audio_left_out', data: { codec: 'G.726' } });
  });

  test('sound that begins six seconds late lies six seconds behind the first picture', () => {
    const [first = 0] = of('begins six seconds late').sound;

    expect(first).toBeGreaterThan(5.9);
    expect(first).toBeLessThan(6.2); // its first packet, of 40 ms, is left out
  });

  test.each(['is set forward by an hour', 'is set back by an hour'])('sound that %s goes on beside the pictures', (name) => {
    const { sound, frames } = of(name);
    const pauses = sound.slice(1).map((time, at) => time - (sound[at] ?? 0));

    expect(Math.max(...pauses)).toBeLessThan(1);
    expect(Math.max(...sound)).toBeLessThan(frames / MATERIAL.fps + 0.2);
  });

  describe.runIf(hasGstreamer())('sound of a codec that a recording holds', () => {
    test.each(['/g722', '/l16', '/opus', '/aac-latm'])('%s is in it', (name) => {
      expect(of(name).sound.length).toBeGreaterThan(100);
    });
  });
});
