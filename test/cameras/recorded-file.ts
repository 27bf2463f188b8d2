import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const MOST_OUTPUT_BYTES = 64e6;

const Probed = z.object({
  streams: z.array(z.object({ index: z.number(), codec_type: z.string(), codec_name: z.string().default('unknown') })).default([]),
  packets: z.array(z.object({ stream_index: z.number(), pts_time: z.coerce.number().optional() })).default([]),
});

/** What is in a recorded file. */
export interface RecordedFile {
  readonly pictures: number;
  /** From the first to the last picture, in seconds. */
  readonly seconds: number;
  readonly codec: string | null;
  readonly sound: string | null;
}

/** Counts a file's pictures by its packets. @throws when ffprobe cannot read it */
export async function readRecordedFile(file: string): Promise<RecordedFile> {
  const entries = 'stream=index,codec_type,codec_name:packet=stream_index,pts_time';
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', entries, '-of', 'json', file], { maxBuffer: MOST_OUTPUT_BYTES });
  const { streams, packets } = Probed.parse(JSON.parse(stdout));
  const video = streams.find(({ codec_type }) => codec_type === 'video');
  const pictures = packets.filter(({ stream_index }) => stream_index === video?.index);
  const times = pictures.flatMap(({ pts_time }) => pts_time ?? []);
  return {
    pictures: pictures.length,
    seconds: times.length > 0 ? Math.max(...times) - Math.min(...times) : 0,
    codec: video?.codec_name ?? null,
    sound: streams.find(({ codec_type }) => codec_type === 'audio')?.codec_name ?? null,
  };
}

/** Said of times, which are judged otherwise: two pictures may have one. */
const OF_TIMES = /to muxer|Last message repeated/;

/** What a decoder complains of in the pictures of a file; empty: it plays. */
export async function decodingErrors(file: string): Promise<string> {
  const decoded = run('ffmpeg', ['-v', 'error', '-nostdin', '-i', file, '-map', '0:v:0', '-f', 'null', '-']);
  return await decoded.then(
    ({ stderr }) =>
      stderr
        .split('\n')
        .filter((line) => !OF_TIMES.test(line))
        .join('\n')
        .trim(),
    (error: Error) => error.message,
  );
}
