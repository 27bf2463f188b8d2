import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StreamingPhase, YoutubeAnswer } from '#shared/youtube.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { RtmpPublisher, readIngestAddress } from '../../src/rtmp/rtmp.ts';
import { Cameras, checkConservation } from '../fakes/cameras.ts';
import { live } from '../fakes/live.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';
import { hasRtmpServer, RtmpServer } from '../fakes/rtmp-server.ts';

const FRAMES_A_SECOND = 20;
const KEYS = ['canary-one-1f2e', 'canary-two-9b8c'] as const;
const streaming = hasRtmpServer || process.env.LIVE === '1' ? live : describe.skip;

/** The whole product with one camera, streaming to a real ingest. */
class Stage implements AsyncDisposable {
  readonly #rooms = new AsyncDisposableStack();
  readonly answers: string[] = [];
  /** When something else than the ingest was away. */
  readonly breaks: { readonly from: number; readonly to: number }[] = [];
  ingest: RtmpServer = undefined as unknown as RtmpServer;
  cameras: Cameras = undefined as unknown as Cameras;
  nvr: Nvr = undefined as unknown as Nvr;
  #env: Record<string, string> = {};

  static async open(kind: string, { keys = KEYS as readonly string[], isTls = false } = {}): Promise<Stage> {
    const stage = new Stage();
    stage.ingest = stage.#rooms.use(await RtmpServer.start());
    stage.cameras = stage.#rooms.use(await Cameras.start({ cameras: `1:${kind}`, sendLog: stage.sendLog }));
    stage.#env = {
      ...cameraEnv(1, (camera) => stage.cameras.url(camera)),
      SEGMENT_DURATION: '10',
      LOG_LEVEL: 'debug',
      YOUTUBE_ENABLED: 'true',
      ...Object.fromEntries(keys.map((key, index) => [`YOUTUBE_STREAM_KEY_${index + 1}`, key])),
      ...(isTls
        ? { YOUTUBE_RTMP_URL: stage.ingest.tlsUrl, NODE_EXTRA_CA_CERTS: stage.ingest.certificate }
        : { YOUTUBE_RTMP_URL: stage.ingest.url }),
    };
    await stage.start();
    return stage;
  }

  get sendLog(): string {
    return path.join(this.ingest.folder, 'sent.jsonl');
  }

  get folder(): string {
    return path.join(this.ingest.folder, 'nvr');
  }

  /** Starts the product, also on what an earlier one left. */
  async start(): Promise<void> {
    execFileSync('mkdir', ['-p', this.folder]);
    this.nvr = this.#rooms.use(await Nvr.start({ folder: this.folder, env: this.#env }));
    await this.nvr.signIn();
  }

  async state(): Promise<YoutubeAnswer> {
    const state = await this.nvr.json<YoutubeAnswer>('/api/youtube');
    this.answers.push(JSON.stringify(state));
    return state;
  }

  /** Waits for a state. @returns ms it took */
  async until(question: (state: YoutubeAnswer) => boolean, withinMs: number, what: string): Promise<number> {
    return this.nvr.until(async () => question(await this.state()), withinMs, what);
  }

  async untilPhase(phase: StreamingPhase, withinMs: number): Promise<number> {
    return this.until((state) => state.phase === phase, withinMs, `the stream is ${phase}`);
  }

  async ask(action: 'start' | 'stop' | 'rotate'): Promise<number> {
    return (await this.nvr.fetch(`/api/youtube/${action}`, { method: 'POST' })).status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rooms.disposeAsync();
  }
}

interface Counts {
  readonly video: number;
  readonly audio: number;
}

function packetsIn(file: string): Counts {
  const asked = ['-v', 'quiet', '-count_packets', '-show_entries', 'stream=codec_name,nb_read_packets', '-of', 'json', file];
  const { streams } = JSON.parse(execFileSync('ffprobe', asked).toString()) as {
    streams: { codec_name: string; nb_read_packets: string }[];
  };
  const of = (codec: string): number => Number(streams.find(({ codec_name: name }) => name === codec)?.nb_read_packets ?? 0);
  return { video: of('h264'), audio: of('aac') };
}

/** When the server began to record it. */
function timeOf(file: string): number {
  return Number(/-(\d+)\.flv$/.exec(file)?.[1] ?? 0);
}

/** What ffmpeg’s decoders complain of; what its demuxer’s parser says is left out, which knows nothing of a change of configuration. */
function complaintsOf(file: string): string[] {
  const { stderr } = spawnSync('ffmpeg', ['-v', 'error', '-i', file, '-fps_mode', 'passthrough', '-f', 'null', '-'], { encoding: 'utf8' });
  return stderr.split('\n').filter((line) => line !== '' && !/^\[NULL @|Last message repeated/.test(line));
}

streaming('a camera streamed to a real RTMP server with two keys', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open('h264-silent');
    await stage.untilPhase('live', 30_000);
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  test('rotates to the other key and back with both running for 10 s in between', async () => {
    for (const key of [2, 1]) {
      expect(await stage.ask('rotate')).toBe(200);
      expect(await stage.ask('rotate')).toBe(409); // one at a time
      await stage.until(({ sessions }) => sessions.length === 2, 5000, 'both run');
      await stage.until((state) => state.phase === 'live' && state.key === key, 20_000, `key ${key} alone runs`);
    }

    const { history } = await stage.state();
    expect(history.map(({ kind, key }) => `${kind} ${key}`)).toEqual(['rotated 1', 'rotated 2', 'started 1']);
  });

  test('no frame is missing over the rotations, and the overlap is in both recordings', async () => {
    const files = stage.ingest.recordings();
    const [kept] = await checkConservation(stage.sendLog, files);

    expect(files.map((file) => path.basename(file).slice(0, 10)).sort()).toEqual(['canary-one', 'canary-one', 'canary-two']);
    expect(kept?.lost).toEqual([]);
    expect(kept?.duplicates.reduce((sum, { frames }) => sum + frames, 0)).toBeGreaterThan(2 * 9.5 * FRAMES_A_SECOND);
  });

  test('no key is in a process’s arguments or environment, an answer, the log or the database', () => {
    const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    const readable = (file: string): string => {
      try {
        return readFileSync(file, 'latin1');
      } catch {
        return ''; // it has ended
      }
    };
    const places = [
      ...processes.map((pid) => readable(`/proc/${pid}/cmdline`)),
      ...processes.filter((pid) => Number(pid) !== stage.nvr.pid).map((pid) => readable(`/proc/${pid}/environ`)),
      ...stage.answers,
      ...stage.nvr.output,
      ...globSync(path.join(stage.folder, 'data/**'), { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readable(path.join(entry.parentPath, entry.name))),
    ];

    expect(places.length).toBeGreaterThan(20);
    expect(places.filter((text) => KEYS.some((key) => text.includes(key)))).toEqual([]);
  });

  test('a camera that goes away becomes a still picture within 5 s, and the session goes on', async () => {
    const [before] = (await stage.state()).sessions;
    const from = Date.now();
    await stage.cameras.fault(1, 'refuse');
    await stage.cameras.fault(1, 'drop');

    const slateAfterMs = await stage.until(({ picture }) => picture === 'slate', 8000, 'the still picture is streamed');
    expect(await stage.state()).toMatchObject({ phase: 'degraded', reason: 'camera_away' });
    await stage.cameras.heal();
    await stage.until(({ phase, picture }) => phase === 'live' && picture === 'camera', 15_000, 'the camera is back');
    stage.breaks.push({ from, to: Date.now() });

    expect(slateAfterMs).toBeLessThan(5000);
    expect((await stage.state()).sessions.map(({ since }) => since)).toEqual([before?.since]);
  });

  test('keys that are refused and a server that is away are told with their reason, and tried until they work', async () => {
    for (const key of KEYS) stage.ingest.refused.add(key);
    await stage.ingest.down();
    await stage.until(({ reason }) => reason === 'refused', 8000, 'nobody listens');
    await stage.ingest.up();
    await stage.until(({ reason }) => reason === 'key_refused', 12_000, 'the key is refused');
    stage.ingest.refused.clear();
    expect(await stage.ask('start')).toBe(200); // not to sleep out the delay

    await stage.untilPhase('live', 12_000);
  });

  test('a server killed in the middle of a rotation goes on with the same schedule', async () => {
    const { key, keySince } = await stage.state();
    await stage.ask('rotate');
    await stage.until(({ sessions }) => sessions.length === 2, 5000, 'both run');
    const from = Date.now();
    await stage.nvr.end('SIGKILL');
    await stage.start();
    await stage.untilPhase('live', 20_000);
    stage.breaks.push({ from, to: Date.now() });

    expect(await stage.state()).toMatchObject({ key, keySince });
  });

  test('a stopped stream stays stopped', async () => {
    expect(await stage.ask('stop')).toBe(200);

    expect(await stage.state()).toMatchObject({ phase: 'stopped', sessions: [] });
  });

  test('every session has pictures and sound that can be decoded', async () => {
    await stage.nvr.end();
    await stage.ingest.end();
    const files = stage.ingest.recordings();

    expect(files.length).toBeGreaterThan(5);
    for (const { video, audio } of files.map(packetsIn).filter((counts) => counts.video > FRAMES_A_SECOND)) {
      expect(audio / video).toBeGreaterThan(1.5); // 43 frames of sound a second for 20 pictures
    }
    const [, ofTwo = '', ofOne = ''] = files.sort((a, b) => timeOf(a) - timeOf(b)); // the third had the still picture in it
    expect([complaintsOf(ofTwo), complaintsOf(ofOne)]).toEqual([[], []]);
  });

  test('none of it cost the recording a frame', async () => {
    const segments = globSync(path.join(stage.folder, 'recordings/ch1/*/*.{mkv,mp4}')).sort();

    const [kept] = await checkConservation(stage.sendLog, segments);

    const isExplained = ({ fromTime }: { fromTime: string }): boolean =>
      stage.breaks.some(({ from, to }) => Date.parse(fromTime) > from - 3000 && Date.parse(fromTime) < to);
    expect(kept?.frames).toBeGreaterThan(20 * FRAMES_A_SECOND);
    expect(kept?.duplicates).toEqual([]);
    expect(stage.breaks).toHaveLength(2); // the camera was away, the server was killed
    expect(kept?.lost.filter((range) => !isExplained(range))).toEqual([]);
  });
});

streaming('a camera streamed with one key', () => {
  test('loses no frame when the key is ended and begun anew, B-frames or not', async () => {
    await using stage = await Stage.open('h264-bframes', { keys: KEYS.slice(0, 1) });
    await stage.untilPhase('live', 30_000);
    await new Promise((done) => setTimeout(done, 3000));
    await stage.ask('rotate');
    await stage.until(({ history }) => history[0]?.kind === 'rotated', 10_000, 'the key is begun anew');
    await new Promise((done) => setTimeout(done, 2000));
    await stage.nvr.end();
    await stage.ingest.end();

    const [kept] = await checkConservation(stage.sendLog, stage.ingest.recordings());
    expect(stage.ingest.recordings()).toHaveLength(2);
    expect(kept?.lost).toEqual([]);
  });

  test('of H.265 is encoded again, and goes through TLS to a server whose certificate the owner trusts', async () => {
    await using stage = await Stage.open('hevc-aac', { keys: KEYS.slice(0, 1), isTls: true });
    await stage.untilPhase('live', 30_000);

    expect(await stage.state()).toMatchObject({ video: 'transcoded', audio: 'copied', advice: [expect.stringContaining('H.264')] });
    await stage.nvr.end();
    await stage.ingest.end();
    expect(packetsIn(stage.ingest.recordings()[0] ?? '').video).toBeGreaterThan(5);
  });
});

streaming('an ingest behind TLS', () => {
  let ingest: RtmpServer;
  const life = new AbortController();

  beforeAll(async () => {
    ingest = await RtmpServer.start();
  });
  afterAll(() => ingest[Symbol.asyncDispose]());

  const connect = (url: string, trust?: string) =>
    RtmpPublisher.connect({ address: readIngestAddress(url), trust, clock: systemClock, signal: life.signal });

  test('takes the stream when its certificate is trusted', async () => {
    const publisher = await connect(ingest.tlsUrl, readFileSync(ingest.certificate, 'utf8'));
    await publisher.publish('a-key');

    await publisher.close();
  });

  test('gets nothing when its certificate is not trusted, or is another host’s', async () => {
    const trust = readFileSync(ingest.certificate, 'utf8');

    await expect(connect(ingest.tlsUrl)).rejects.toMatchObject({ reason: 'certificate' });
    await expect(connect(ingest.tlsUrl.replace('localhost', '127.0.0.1'), trust)).rejects.toMatchObject({ reason: 'certificate' });
  });
});
