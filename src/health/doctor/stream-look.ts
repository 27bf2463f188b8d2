import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { messageOf, StreamUnavailable } from '../../lib/errors.ts';
import { runChild } from '../../lib/process/child.ts';
import { MEMORY_FOR } from '../../lib/process/child-limits.ts';
import { complaintIn } from '../../lib/process/last-words.ts';
import { type Gop, gopOfLengths } from './gop.ts';

const LOOK_SECONDS = 4;
/** Beside the seconds themselves: connecting, and waiting for a keyframe. */
const EXTRA_MS = 6_000;
/** So many ffprobe wants to see of a camera that sends few, before it says what they are. */
const PICTURES = 5;
const MOST_MS = 60_000;
const GRACE_MS = 500;

/** What a stream was seen to be. */
export interface StreamLook {
  readonly videoCodec: string | null;
  readonly profile: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly audioCodec: string | null;
  /** Frames a second that the stream declares. */
  readonly declaredRate: number | null;
  /** Frames a second that came. */
  readonly measuredRate: number | null;
  /** Pictures are sent in another order than they are shown. */
  readonly hasBFrames: boolean;
  /** From the keyframes that were seen; null when fewer than two were. */
  readonly gop: Gop | null;
  readonly seconds: number;
}

export interface LookOptions {
  readonly ffprobe: string;
  /** On the relay: arguments are visible to everybody, so it holds no credentials. */
  readonly source: string;
  /** How far the camera's pictures are apart, where it is known and they are few. */
  readonly intervalMs?: number | null;
  readonly signal: AbortSignal;
}

const Rate = z.string().transform((rate) => {
  const [frames = 0, per = 1] = rate.split('/').map(Number);
  return frames > 0 && per > 0 && frames / per < 1_000 ? frames / per : null;
});
const Probed = z.object({
  streams: z.array(
    z.object({
      index: z.number(),
      codec_type: z.string().default(''),
      codec_name: z.string().default('unknown'),
      profile: z.string().optional(),
      width: z.number().optional(),
      height: z.number().optional(),
      has_b_frames: z.number().default(0),
      avg_frame_rate: Rate.optional(),
      r_frame_rate: Rate.optional(),
    }),
  ),
  packets: z.array(z.object({ stream_index: z.number(), pts_time: z.coerce.number().optional(), flags: z.string().default('') })),
});

/** Reads a few seconds of a stream from the relay. @throws StreamUnavailable when nothing can be read */
export async function lookAtStream({ ffprobe, source, intervalMs, signal }: LookOptions): Promise<StreamLook> {
  let output = '';
  const withinMs = LOOK_SECONDS * 1000 + EXTRA_MS + Math.min(MOST_MS, PICTURES * (intervalMs ?? 0));
  const late = AbortSignal.timeout(withinMs);
  const exit = await runChild(
    { program: ffprobe, args: argumentsFor(source) },
    {
      signal: AbortSignal.any([signal, late]),
      graceMs: GRACE_MS,
      memoryBytes: MEMORY_FOR.decoding,
      readStdout: async (stream) => {
        output = await text(stream);
      },
    },
  );
  try {
    return lookOf(Probed.parse(JSON.parse(output)));
  } catch (cause) {
    const why = complaintIn(exit.lastWords) ?? messageOf(cause);
    throw new StreamUnavailable('no_video', `No pictures could be read from the stream within ${Math.round(withinMs / 1000)} s`, {
      cause,
      data: { why },
    });
  }
}

function argumentsFor(source: string): string[] {
  const input = [
    '-rtsp_transport',
    'tcp',
    '-timeout',
    String((MOST_MS + EXTRA_MS) * 1000),
    '-fpsprobesize',
    '0',
    '-protocol_whitelist',
    'rtp,tcp,rtsp',
  ];
  const streams = 'stream=index,codec_type,codec_name,profile,width,height,avg_frame_rate,r_frame_rate,has_b_frames';
  const entries = `${streams}:packet=stream_index,pts_time,flags`;
  return ['-v', 'error', ...input, '-read_intervals', `%+${LOOK_SECONDS}`, '-show_entries', entries, '-of', 'json', source];
}

function lookOf({ streams, packets }: z.infer<typeof Probed>): StreamLook {
  const video = streams.find(({ codec_type }) => codec_type === 'video');
  const audio = streams.find(({ codec_type }) => codec_type === 'audio');
  // of the very first picture no time is known: RTP timestamps are counted from it
  const frames = packets
    .filter(({ stream_index }) => stream_index === video?.index)
    .map(({ pts_time = 0, flags }) => ({ at: pts_time, flags }));
  const keys = frames.filter(({ flags }) => flags.includes('K')).map(({ at }) => at * 1000);
  const times = frames.map(({ at }) => at);
  const seconds = times.length > 0 ? Math.max(...times) - Math.min(...times) : 0;
  return {
    videoCodec: video?.codec_name ?? null,
    profile: video?.profile ?? null,
    width: video?.width ?? null,
    height: video?.height ?? null,
    audioCodec: audio?.codec_name ?? null,
    declaredRate: video?.avg_frame_rate ?? video?.r_frame_rate ?? null,
    measuredRate: seconds > 0.5 ? Math.round(((times.length - 1) / seconds) * 10) / 10 : null,
    hasBFrames: times.some((at, index) => at < (times[index - 1] ?? at)),
    gop: gopOfLengths(keys.slice(1).map((at, index) => at - (keys[index] ?? at))),
    seconds,
  };
}
