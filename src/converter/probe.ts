import { z } from 'zod';
import { runChild } from '../lib/child.ts';
import { MEMORY_FOR } from '../lib/child-limits.ts';
import { likelyContainer } from '../lib/container.ts';
import { ChildFailed, MediaInvalid } from '../lib/errors.ts';
import { readingWithinMs } from './time-limits.ts';

/** Programs we start for files nobody waits for leave the processor to the recorders. */
export const NICENESS = 10;

/** A track as ffprobe sees it. */
export interface ProbedTrack {
  readonly kind: 'video' | 'audio';
  /** ffmpeg's name, e.g. `h264`, `hevc`, `aac`, `pcm_alaw`. */
  readonly codec: string;
  readonly packets: number;
  /** From the beginning of the first packet shown to the end of the last. */
  readonly durationMs: number;
  readonly width?: number;
  readonly height?: number;
  readonly sampleRate?: number;
  readonly channels?: number;
}

/** What is in a recording. */
export interface ProbedRecording {
  /** Of everything that is shown, whichever track it is in. */
  readonly durationMs: number;
  readonly videoPackets: number;
  readonly tracks: readonly ProbedTrack[];
}

const NotAvailable = z.literal('N/A').transform(() => undefined);
const Time = z.union([NotAvailable, z.coerce.number()]).optional();
const StreamLine = z.object({
  index: z.coerce.number().int(),
  codec_type: z.enum(['video', 'audio', 'other']).catch('other'),
  codec_name: z.string().default('unknown'),
  time_base: z.string().regex(/^\d+\/\d+$/),
  start_time: Time,
  duration: Time,
  nb_frames: Time,
  width: Time,
  height: Time,
  sample_rate: Time,
  channels: Time,
});
type StreamLine = z.infer<typeof StreamLine>;

/** Times of a track's packets, in its time base. */
interface PacketSum {
  packets: number;
  from: number;
  /** When the last one begins, and when it ends. */
  last: number;
  to: number;
}

/** A track's share of the recording, in seconds. */
interface Span extends Omit<ProbedTrack, 'durationMs'> {
  readonly from: number;
  readonly to: number;
}

/**
 * Asks ffprobe what a recording (MKV or MP4) holds. Packets are counted one by one and the last one tells the duration, so that
 * a file cut off by a crash is told rightly; only an MP4 whose header has all of it is believed, which spares reading it.
 * @throws MediaInvalid when there is nothing in it that can be read; ChildFailed when ffprobe cannot do its work
 */
export async function probeRecording(ffprobe: string, absolutePath: string, signal: AbortSignal): Promise<ProbedRecording> {
  const container = await likelyContainer(absolutePath);
  if (container === 'mp4') {
    const spans = await probe(ffprobe, absolutePath, 'mov', '', signal);
    if (spans.every(({ packets, to }) => packets > 0 && to > 0)) return recordingOf(spans);
  }
  const format = container === 'mp4' ? 'mov' : 'matroska';
  return recordingOf(await probe(ffprobe, absolutePath, format, 'packet=stream_index,pts,duration:', signal));
}

async function probe(ffprobe: string, file: string, format: string, entries: string, signal: AbortSignal): Promise<Span[]> {
  const sums = new Map<number, PacketSum>();
  const streams: StreamLine[] = [];
  // what it is stands in the file's header: no need to decode its first pictures
  const quickly = ['-analyzeduration', '0', '-probesize', '32'];
  const args = ['-v', 'error', '-protocol_whitelist', 'file', ...quickly, '-f', format, '-of', 'compact', '-i', `file:${file}`];
  const shown = `${entries}stream=index,codec_type,codec_name,time_base,start_time,duration,nb_frames,width,height,sample_rate,channels`;
  const onStdout = (line: string): void => {
    if (line.startsWith('packet|')) addPacket(sums, line);
    else if (line.startsWith('stream|')) streams.push(StreamLine.parse(fieldsOf(line)));
  };
  const exit = await runChild(
    { program: ffprobe, args: [...args, '-show_entries', shown] },
    { signal, graceMs: 1000, niceness: NICENESS, onStdout, memoryBytes: MEMORY_FOR.copying, withinMs: await readingWithinMs(file) },
  );
  signal.throwIfAborted();
  if (exit.signal) throw new ChildFailed('ffprobe was killed', { data: { signal: exit.signal } });
  const spans = streams.flatMap((stream) => spanOf(stream, sums.get(stream.index)) ?? []);
  if (spans.length === 0)
    throw new MediaInvalid(`the recording cannot be read${exit.lastWords.length > 0 ? `: ${exit.lastWords.at(-1)}` : ''}`);
  return spans;
}

function fieldsOf(line: string): Record<string, string> {
  return Object.fromEntries(
    line
      .split('|')
      .slice(1)
      .map((field) => field.split('=', 2)),
  );
}

/** `packet|stream_index=0|pts=50|duration=50`: thousands of them, so they are read without ceremony. */
function addPacket(sums: Map<number, PacketSum>, line: string): void {
  const [index, pts, duration] = line
    .split('|')
    .slice(1)
    .map((field) => Number(field.slice(field.indexOf('=') + 1)));
  if (index === undefined || pts === undefined) return;
  const sum = sums.get(index) ?? { packets: 0, from: Number.POSITIVE_INFINITY, last: 0, to: 0 };
  sums.set(index, sum);
  sum.packets++;
  if (Number.isNaN(pts)) return;
  sum.from = Math.min(sum.from, pts);
  sum.last = Math.max(sum.last, pts);
  sum.to = Math.max(sum.to, pts + (duration || 0));
}

function spanOf(stream: StreamLine, sum: PacketSum | undefined): Span | undefined {
  const { codec_type: kind, codec_name: codec, width, height, sample_rate: sampleRate, channels, start_time: from = 0 } = stream;
  if (kind === 'other') return undefined;
  const track = { kind, codec, ...(kind === 'video' ? { width, height } : { sampleRate, channels }) };
  if (!sum) return { ...track, packets: stream.nb_frames ?? 0, from, to: from + (stream.duration ?? 0) };
  const [unit = 1, perSecond = 1] = stream.time_base.split('/').map(Number);
  const seconds = (time: number): number => (Number.isFinite(time) ? (time * unit) / perSecond : 0);
  // a last packet that does not say how long it lasts is taken to last as long as the others
  const usual = sum.packets > 1 ? (sum.last - sum.from) / (sum.packets - 1) : 0;
  const to = sum.to > sum.last ? sum.to : sum.last + usual;
  return { ...track, packets: sum.packets, from: seconds(sum.from), to: seconds(to) };
}

function recordingOf(spans: readonly Span[]): ProbedRecording {
  const shown = spans.filter(({ packets }) => packets > 0);
  const from = Math.min(...shown.map((span) => span.from));
  const to = Math.max(...shown.map((span) => span.to));
  return {
    durationMs: shown.length === 0 ? 0 : Math.round((to - from) * 1000),
    videoPackets: spans.find(({ kind }) => kind === 'video')?.packets ?? 0,
    tracks: spans.map(({ from: begin, to: end, ...track }) => ({ ...track, durationMs: Math.round((end - begin) * 1000) })),
  };
}
