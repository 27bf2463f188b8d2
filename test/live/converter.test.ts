import { execFile } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Converter, type ConverterOptions, probeRecording } from '../../src/converter/converter.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { runChild } from '../../src/lib/process/child.ts';
import { type HybridFile, HybridWriter, readHybrid } from '../../src/mp4/mp4.ts';
import { recordingCommand } from '../../src/recorder/ffmpeg-args.ts';
import { Cameras, type Conservation, checkConservation } from '../fakes/cameras.ts';
import { live } from '../fakes/live.ts';
import { MemoryShelf } from '../fakes/memory-shelf.ts';

const run = promisify(execFile);
const KINDS = ['h264-aac', 'h264-pcma', 'h264-silent', 'h264-bframes', 'hevc-aac'];
const RECORD_FOR_MS = 26_000;
const anySignal = new AbortController().signal;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'converter-live-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Records one stream with the recorder's own command, until the signal. */
async function record(source: string, toFolder: string, stop: AbortSignal): Promise<void> {
  mkdirSync(toFolder, { recursive: true });
  const pattern = path.join(toFolder, '%H%M%S%z.mkv');
  const command = recordingCommand({ ffmpeg: 'ffmpeg', source, pattern, segmentMs: 10_000, offsetMs: 0, timeZone: 'Europe/Berlin' });
  await runChild(command, { signal: stop, graceMs: 5000 });
}

function mkvsIn(where: string): string[] {
  return globSync('**/*.mkv', { cwd: where }).sort().reverse();
}

/** Converts these and waits for the end of all. */
async function convertAll(root: string, paths: readonly string[], more: Partial<ConverterOptions> = {}): Promise<MemoryShelf> {
  const shelf = new MemoryShelf(...paths);
  const programs = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' };
  const video = { codec: 'copy', crf: 30, preset: 'ultrafast' } as const;
  {
    await using _ = Converter.start({ root, shelf, programs, video, clock: systemClock, log: silentLog(), ...more });
    await shelf.until(paths.length);
  }
  return shelf;
}

/** Runs ffmpeg over a file and gives back everything it complains about. */
async function complaintsAbout(...args: readonly string[]): Promise<string> {
  const { stderr } = await run('ffmpeg', ['-v', 'warning', '-nostdin', ...args, '-f', 'null', '-']);
  return stderr;
}

interface Probed {
  readonly format: { readonly format_name: string; readonly start_time: string; readonly duration: string };
  readonly streams: readonly {
    readonly codec_type: string;
    readonly codec_tag_string: string;
    readonly nb_frames: string;
    readonly duration: string;
  }[];
}

async function probe(file: string): Promise<Probed> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', file]);
  return JSON.parse(stdout) as Probed;
}

/** When each packet of a track is shown, in ms from the first thing shown in the file, in file order. */
async function timesIn(file: string): Promise<{ video: number[]; audio: number[] }> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', 'packet=codec_type,pts_time', '-of', 'csv=p=0', file], {
    maxBuffer: 2 ** 26,
  });
  const packets = stdout.split('\n').map((line) => line.split(','));
  const times = (type: string): number[] => packets.flatMap(([kind, time]) => (kind === type ? [Math.round(Number(time) * 1000)] : []));
  const [video, audio] = [times('video'), times('audio')];
  const start = Math.min(...video, ...audio);
  return { video: video.map((time) => time - start), audio: audio.map((time) => time - start) };
}

/** The largest difference between two lists of the same length. */
function largestDifference(a: readonly number[], b: readonly number[]): number {
  expect(a).toHaveLength(b.length);
  return Math.max(0, ...a.map((value, at) => Math.abs(value - (b[at] ?? Number.NaN))));
}

/** The times in the order they are shown, counted from the first. */
function fromFirst(times: readonly number[]): number[] {
  const first = Math.min(...times);
  return times.map((time) => time - first).sort((a, b) => a - b);
}

live('segments of five kinds of cameras', () => {
  let root: string;
  let mkvs: string[];
  let before: Conservation[];
  let after: Conservation[];
  let shelf: MemoryShelf;
  const times = new Map<string, Awaited<ReturnType<typeof timesIn>>>();

  beforeAll(async () => {
    root = path.join(folder, 'cameras');
    const sendLog = path.join(folder, 'sent.jsonl');
    const stop = new AbortController();
    {
      await using cameras = await Cameras.start({ cameras: KINDS.map((kind, at) => `${at + 1}:${kind}`).join(), sendLog });
      const recordings = KINDS.map((_, at) => record(cameras.url(at + 1), path.join(root, `ch${at + 1}/2026-11-22`), stop.signal));
      await new Promise((resolve) => setTimeout(resolve, RECORD_FOR_MS));
      stop.abort();
      await Promise.all(recordings);
    }
    mkvs = mkvsIn(root);
    for (const mkv of mkvs) times.set(mkv, await timesIn(path.join(root, mkv)));
    before = await checkConservation(
      sendLog,
      mkvs.map((mkv) => path.join(root, mkv)),
    );
    shelf = await convertAll(root, mkvs);
    after = await checkConservation(sendLog, mp4s());
  });

  function mp4s(camera?: number): string[] {
    return globSync(`ch${camera ?? '*'}/*/*.mp4`, { cwd: root })
      .sort()
      .map((file) => path.join(root, file));
  }

  test('are recorded without losing a frame, B-frames or not', () => {
    expect(mkvs.length).toBeGreaterThanOrEqual(15);
    expect(before.map(({ camera, conserved }) => `${camera} ${conserved}`)).toEqual(KINDS.map((_, at) => `${at + 1} true`));
    for (const { frames } of before) expect(frames).toBeGreaterThan(RECORD_FOR_MS / 50 - 60);
  });

  test('are recorded with even times from the first picture on, B-frames shown in their order', () => {
    for (const [mkv, { video }] of times) {
      const shown = [...video].sort((a, b) => a - b);
      // some ms come from the sender reports of a busy machine; the very last B-frames may not have come when it was stopped
      const steps = shown.slice(1, -3).map((time, at) => time - (shown[at] ?? 0));
      expect({ mkv, uneven: steps.filter((step) => Math.abs(step - 50) > 15) }).toEqual({ mkv, uneven: [] });
    }
    const isReordered = (camera: number): boolean =>
      [...times].some(([mkv, { video }]) => mkv.startsWith(`ch${camera}/`) && video.some((time, at) => time < (video[at - 1] ?? 0)));
    expect([1, 2, 3, 4, 5].filter(isReordered)).toEqual([4]);
  });

  test('are all converted, and nothing else is left in their folders', () => {
    expect(shelf.failures).toEqual([]);
    expect(shelf.conversions).toHaveLength(mkvs.length);
    expect(globSync('**/*', { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile() && !entry.name.endsWith('.mp4'))).toEqual(
      [],
    );
  });

  test('have every frame of the MKV in the MP4, once', () => {
    const facts = (streams: readonly Conservation[]): unknown =>
      streams.map(({ camera, conserved, frames, files }) => ({ camera, conserved, frames, files }));

    expect(facts(after)).toEqual(facts(before));
  });

  test('are ordinary MP4 files to ffprobe, with the right counts, durations and tags', async () => {
    for (const file of mp4s()) {
      const { format, streams } = await probe(file);
      const closed = await readHybrid(file);
      expect(format.format_name).toContain('mp4');
      expect(Number(format.start_time)).toBe(0);
      expect(Number(format.duration) * 1000).toBeCloseTo(closed.durationMs, -1);
      for (const [at, stream] of streams.entries()) {
        const facts = closed.tracks[at];
        expect(Number(stream.nb_frames)).toBe(facts?.samples);
        // of sound ffprobe also counts what the edit list cuts, because it lies behind the last picture
        const toleranceMs = facts?.kind === 'audio' ? 500 : 100;
        expect(Math.abs(Number(stream.duration) * 1000 - (facts?.durationMs ?? 0))).toBeLessThanOrEqual(toleranceMs);
        expect(stream.codec_tag_string).toBe(facts?.codec.split('.')[0]);
      }
      expect(closed.isClosed).toBe(true);
    }
  });

  test('keep the time of every picture and sound', async () => {
    for (const file of mp4s()) {
      const mkv = path.relative(root, file).replace('.mp4', '.mkv');
      const [source, result] = [times.get(mkv), await timesIn(file)];
      if (!source) throw new Error(`${mkv} was not recorded`);
      if (mkv.startsWith('ch2/')) {
        // sound encoded again may begin a little later, not the pictures against it
        expect(largestDifference(fromFirst(result.video), fromFirst(source.video))).toBeLessThanOrEqual(1);
        expect(
          Math.abs((result.audio[0] ?? 0) - (result.video[0] ?? 0) - ((source.audio[0] ?? 0) - (source.video[0] ?? 0))),
        ).toBeLessThanOrEqual(130);
      } else {
        expect({ mkv, video: largestDifference(result.video, source.video) }).toEqual({
          mkv,
          video: expect.toSatisfy((ms: number) => ms <= 1),
        });
        // sound behind the last picture is cut
        const [heard, cut] = [source.audio.slice(0, result.audio.length), source.audio.slice(result.audio.length)];
        expect(Math.min(...cut)).toBeGreaterThan(Math.max(...source.video));
        expect({ mkv, audio: largestDifference(result.audio, heard) }).toEqual({
          mkv,
          audio: expect.toSatisfy((ms: number) => ms <= 1),
        });
      }
    }
  });

  test('are decoded without a complaint', async () => {
    for (const file of mp4s()) expect(`${file} ${await complaintsAbout('-i', file)}`).toBe(`${file} `);
  });

  test('share one init segment per camera, so that the catalogue keeps it once', async () => {
    for (const at of KINDS.keys()) {
      const inits = await Promise.all(mp4s(at + 1).map(async (file) => Buffer.from((await readHybrid(file)).init).toString('hex')));
      expect(new Set(inits).size).toBe(1);
    }
  });

  test('play by byte ranges from a playlist, every frame of it', async () => {
    for (const at of KINDS.keys()) {
      const [file = ''] = mp4s(at + 1);
      const hybrid = await readHybrid(file);
      const playlist = writePlaylist(file, hybrid);
      const { stdout } = await run('ffprobe', [
        ...['-v', 'error', '-allowed_extensions', 'ALL', '-count_packets', '-select_streams', 'v:0'],
        ...['-show_entries', 'stream=nb_read_packets', '-of', 'csv=p=0', playlist],
      ]);
      expect(Number.parseInt(stdout, 10)).toBe(hybrid.tracks[0]?.samples);
      expect(await complaintsAbout('-allowed_extensions', 'ALL', '-i', playlist)).toBe('');
    }
  });

  test('give a keyframe as a file of its own, by the bytes the index names', async () => {
    for (const at of KINDS.keys()) {
      const [file = ''] = mp4s(at + 1);
      const { init, index } = await readHybrid(file);
      const fragment = index.fragments.at(-1);
      if (!fragment) throw new Error('there is no fragment');
      const cut = path.join(folder, 'keyframe.mp4');
      writeFileSync(cut, Buffer.concat([init, readFileSync(file).subarray(fragment.offset, fragment.offset + fragment.keyframeBytes)]));

      const { stdout } = await run('ffmpeg', ['-v', 'fatal', '-nostdin', '-i', cut, '-map', '0:v', '-f', 'framemd5', '-']);

      expect(stdout.split('\n').filter((line) => line.startsWith('0,'))).toHaveLength(1);
    }
  });

  test('are told by ffprobe the same after as before', async () => {
    const [file = ''] = mp4s(1);
    const { durationMs, videoPackets, tracks } = await probeRecording('ffprobe', file, anySignal);
    const hybrid = await readHybrid(file);

    expect(Math.abs(durationMs - hybrid.durationMs)).toBeLessThanOrEqual(5);
    expect(videoPackets).toBe(hybrid.tracks[0]?.samples);
    expect(tracks.map(({ codec }) => codec)).toEqual(['h264', 'aac']);
  });

  function writePlaylist(file: string, { init, index }: HybridFile): string {
    writeFileSync(path.join(folder, 'init.mp4'), init);
    const entries = index.fragments.map(({ offset, bytes, duration }) =>
      [`#EXTINF:${(duration / index.timescale).toFixed(6)},`, `#EXT-X-BYTERANGE:${bytes}@${offset}`, file].join('\n'),
    );
    const playlist = path.join(folder, 'list.m3u8');
    const head = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-TARGETDURATION:3', '#EXT-X-MAP:URI="init.mp4"'];
    writeFileSync(playlist, [...head, ...entries, '#EXT-X-ENDLIST', ''].join('\n'));
    return playlist;
  }
});

live('recordings out of the ordinary', () => {
  let root: string;
  beforeAll(async () => {
    root = path.join(folder, 'odd');
    mkdirSync(root, { recursive: true });
    const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=20'];
    const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=16000'];
    const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-g', '40', '-c:a', 'aac', '-b:a', '32k'];
    await run('ffmpeg', ['-v', 'error', '-y', ...picture, ...tone, '-t', '10', ...encode, path.join(root, 'whole.mkv')]);
  });

  /** Makes a variant of the ten seconds. */
  async function made(name: string, ...args: readonly string[]): Promise<string> {
    const source = path.join(root, 'whole.mkv');
    await run('ffmpeg', ['-v', 'error', '-y', ...args.map((arg) => (arg === 'WHOLE' ? source : arg)), path.join(root, name)]);
    return name;
  }

  async function converted(name: string, more: Partial<ConverterOptions> = {}): Promise<{ file: string; hybrid: HybridFile }> {
    const source = await timesIn(path.join(root, name));
    const shelf = await convertAll(root, [name], more);
    expect(shelf.failures).toEqual([]);
    const file = path.join(root, name.replace('.mkv', '.mp4'));
    const result = await timesIn(file);
    expect(largestDifference(fromFirst(result.video), fromFirst(source.video))).toBeLessThanOrEqual(1);
    expect(await complaintsAbout('-i', file)).toBe('');
    return { file, hybrid: await readHybrid(file) };
  }

  test('keep the silence before sound that begins three seconds late', async () => {
    const late = await made(
      'late.mkv',
      '-i',
      'WHOLE',
      '-itsoffset',
      '3',
      '-i',
      'WHOLE',
      '-map',
      '0:v',
      '-map',
      '1:a',
      '-c',
      'copy',
      '-t',
      '9',
    );

    const { file } = await converted(late);

    const { audio, video } = await timesIn(file);
    expect((audio[0] ?? 0) - Math.min(...video)).toSatisfy((ms: number) => Math.abs(ms - 3000) < 100);
  });

  test('leave out the sound before pictures that begin two seconds late', async () => {
    const early = await made('early.mkv', '-itsoffset', '2', '-i', 'WHOLE', '-i', 'WHOLE', '-map', '0:v', '-map', '1:a', '-c', 'copy');

    const { file } = await converted(early);

    const { audio, video } = await timesIn(file);
    expect(Math.min(...video) - (audio[0] ?? 0)).toSatisfy((ms: number) => Math.abs(ms) < 150);
  });

  test('lose a track of which nothing was recorded', async () => {
    const mute = await made(
      'mute.mkv',
      '-i',
      'WHOLE',
      '-itsoffset',
      '30',
      '-i',
      'WHOLE',
      '-map',
      '0:v',
      '-map',
      '1:a',
      '-c',
      'copy',
      '-t',
      '5',
    );

    const { file, hybrid } = await converted(mute);

    expect(hybrid.tracks.map(({ kind }) => kind)).toEqual(['video']);
    expect((await probe(file)).streams.map(({ codec_type }) => codec_type)).toEqual(['video']);
  });

  test('cut off by a crash are converted up to where they go', async () => {
    for (const share of [0.2, 0.55, 0.93]) {
      const name = await made(`cut-${share}.mkv`, '-i', 'WHOLE', '-c', 'copy');
      const file = path.join(root, name);
      truncateSync(file, Math.round(readFileSync(file).length * share));
      const { videoPackets, tracks } = await probeRecording('ffprobe', file, anySignal);

      const { hybrid } = await converted(name);

      expect(videoPackets).toSatisfy((count: number) => Math.abs(count - 200 * share) < 30);
      expect(Math.abs((tracks[0]?.durationMs ?? 0) - videoPackets * 50)).toBeLessThanOrEqual(100);
      expect(hybrid.tracks[0]?.samples).toBe(videoPackets);
    }
  });

  test('are encoded again when that is asked for: every picture, keyframes where they were', async () => {
    for (const codec of ['libx264', 'libx265'] as const) {
      const name = await made(`${codec}.mkv`, '-i', 'WHOLE', '-c', 'copy');

      const { hybrid } = await converted(name, { video: { codec, crf: 35, preset: 'ultrafast' } });

      expect(hybrid.tracks[0]).toMatchObject({ samples: 200, codec: expect.stringMatching(codec === 'libx264' ? /^avc1\./ : /^hvc1\./) });
      expect(hybrid.index.fragments).toHaveLength(5);
      expect(hybrid.isClosed).toBe(true);
    }
  });

  test('take sound of any kind along', async () => {
    for (const [name, ...sound] of [
      ['mulaw', '-c:a', 'pcm_mulaw', '-ar', '8000'],
      ['opus', '-c:a', 'libopus', '-ar', '48000'],
      ['stereo', '-c:a', 'aac', '-ar', '48000', '-ac', '2'],
    ] as const) {
      const { hybrid } = await converted(await made(`${name}.mkv`, '-i', 'WHOLE', '-c:v', 'copy', ...sound));

      expect(hybrid.tracks[1]).toMatchObject({
        codec: 'mp4a.40.2',
        durationMs: expect.toSatisfy((ms: number) => Math.abs(ms - 10_000) < 250),
      });
      expect(hybrid.tracks[1]?.channels).toBe(name === 'stereo' ? 2 : 1);
    }
  });

  test('that are no recordings stay as they are, with the reason', async () => {
    writeFileSync(path.join(root, 'empty.mkv'), '');
    writeFileSync(path.join(root, 'letter.mkv'), 'this is a letter\n'.repeat(1000));
    await made('sound.mkv', '-i', 'WHOLE', '-map', '0:a', '-c', 'copy');

    const { failures, conversions } = await convertAll(root, ['empty.mkv', 'letter.mkv', 'sound.mkv']);

    expect(conversions).toEqual([]);
    const reasons = new Map(failures.map(({ id, reason }) => [id, reason]));
    expect(reasons.get(1)).toMatch(/^the recording cannot be read: .*(End of file|Invalid data|EBML header parsing failed)/);
    expect(reasons.get(2)).toMatch(/^the recording cannot be read: .*(Invalid data|EBML header parsing failed)/);
    expect(reasons.get(3)).toBe('the recording holds no video');
    expect(globSync('{empty,letter,sound}*', { cwd: root }).sort()).toEqual(['empty.mkv', 'letter.mkv', 'sound.mkv']);
    expect(globSync('.*', { cwd: root })).toEqual([]);
  });
});

live('a hybrid beyond 4 GB', () => {
  test('is an ordinary file to ffmpeg', async () => {
    const source = path.join(folder, 'small.mp4');
    const fragments = ['-movflags', '+frag_keyframe+empty_moov+default_base_moof', '-f', 'mp4'];
    await run('ffmpeg', [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=320x240:rate=20',
      '-t',
      '5',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-g',
      '40',
      ...fragments,
      source,
    ]);
    const file = path.join(folder, 'large.mp4');
    const writer = await HybridWriter.create(file, { reserveBytes: 2 ** 32 + 12_345 }); // a hole, which takes no disk

    await writer.write(readFileSync(source));
    const closed = await writer.close();

    expect(closed).toMatchObject({ isClosed: true, tracks: [{ samples: 100 }] });
    expect((await probe(file)).streams[0]?.nb_frames).toBe('100');
    expect(await complaintsAbout('-i', file)).toBe('');
    const { stdout } = await run('ffprobe', [
      '-v',
      'error',
      '-count_frames',
      '-show_entries',
      'stream=nb_read_frames',
      '-of',
      'csv=p=0',
      file,
    ]);
    expect(Number.parseInt(stdout, 10)).toBe(100);
  });
});
