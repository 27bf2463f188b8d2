import { buffer } from 'node:stream/consumers';
import { runChild } from '../../lib/process/child.ts';
import { MEMORY_FOR } from '../../lib/process/child-limits.ts';

const WITHIN_MS = 8_000;
/** Of a camera that sends few pictures so many are waited for. */
const PICTURES = 5;
const MOST_MS = 60_000;
const GRACE_MS = 500;
const WIDTH = 960;

export interface PictureOptions {
  readonly ffmpeg: string;
  /** On the relay, without credentials. */
  readonly source: string;
  /** How far the camera's pictures are apart, where it is known and they are few. */
  readonly intervalMs?: number | null;
  readonly signal: AbortSignal;
}

/** The stream's next keyframe as a JPEG, at most 960 wide: whatever codec it has. @returns null when there is none in time */
export async function stillPicture({ ffmpeg, source, intervalMs, signal }: PictureOptions): Promise<Buffer | null> {
  let jpeg: Buffer | null = null;
  const input = [
    '-rtsp_transport',
    'tcp',
    '-timeout',
    String(WITHIN_MS * 1000 + MOST_MS * 1000),
    '-fpsprobesize',
    '0',
    '-protocol_whitelist',
    'rtp,tcp,rtsp',
    '-skip_frame',
    'nokey',
  ];
  const output = ['-map', '0:v:0', '-frames:v', '1', '-vf', `scale='min(${WIDTH},iw)':-2`, '-q:v', '5', '-f', 'mjpeg', 'pipe:1'];
  await runChild(
    { program: ffmpeg, args: ['-hide_banner', '-nostdin', '-loglevel', 'error', ...input, '-i', source, ...output] },
    {
      signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS + Math.min(MOST_MS, PICTURES * (intervalMs ?? 0)))]),
      graceMs: GRACE_MS,
      memoryBytes: MEMORY_FOR.decoding,
      readStdout: async (stream) => {
        jpeg = await buffer(stream);
      },
    },
  ).catch(() => undefined);
  return (jpeg as Buffer | null)?.length ? jpeg : null; // the compiler does not see that the callback sets it
}
