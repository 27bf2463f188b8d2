import { z } from 'zod';
import { ChildFailed, MediaInvalid } from '../lib/errors.ts';
import { likelyContainer } from '../lib/files/container.ts';
import { runChild } from '../lib/process/child.ts';
import { MEMORY_FOR } from '../lib/process/child-limits.ts';
import { complaintIn } from '../lib/process/last-words.ts';
import { durationMsOf } from '../mp4/mp4.ts';
import { readingWithinMs } from './time-limits.ts';

/** Programs we start for files nobody waits for leave the processor to the recorders. */
export const NICENESS = 10;

/** A track as ffprobe sees it; of sound only what lies beside the pictures counts. */
export interface ProbedTrack {
  readonly kind: 'video' | 'audio';
  /** ffmpeg's name, e.g. `h264`, `hevc`, `aac`, `pcm_alaw`. */
  readonly codec: string;
  readonly packets: number;
  /** From the beginning of the first packet shown to the end of the last. */
  readonly durationMs: number;
  /** When the first packet is shown, in seconds by the file's own clock. */
  readonly from?: number;
  /** Packets of sound that lie far from any picture, and are not among the others. */
  readonly strays?: number;
  readonly width?: number;
  readonly height?: number;
  readonly sampleRate?: number;
  readonly channels?: number;
}

/** What is in a recording. */
export interface ProbedRecording {
  readonly durationMs: number;
  readonly videoPackets: number;
  /** When the first picture begins and the last one ends, in seconds by the file's own clock; where there are pictures. */
  readonly pictures?: PictureSpan;
  readonly tracks: readonly ProbedTrack[];
}

/** When pictures are shown, in seconds. */
export interface PictureSpan {
  readonly from: number;
  readonly to: number;
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

/** A track's packets: when each begins and ends, in its time base; of some no time is known. */
interface Packets {
  count: number;
  readonly times: number[];
  readonly ends: number[];
}

/** A track's share of the recording, in seconds. */
interface Span extends Omit<ProbedTrack, 'durationMs' | 'from'>, PictureSpan {}

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
  const packets = new Map<number, Packets>();
  const streams: StreamLine[] = [];
  // what it is stands in the file's header: no need to decode its first pictures
  const quickly = ['-analyzeduration', '0', '-probesize', '32'];
  const args = ['-v', 'error', '-protocol_whitelist', 'file', ...quickly, '-f', format, '-of', 'compact', '-i', `file:${file}`];
  const shown = `${entries}stream=index,codec_type,codec_name,time_base,start_time,duration,nb_frames,width,height,sample_rate,channels`;
  const onStdout = (line: string): void => {
    if (line.startsWith('packet|')) addPacket(packets, line);
    else if (line.startsWith('stream|')) streams.push(StreamLine.parse(fieldsOf(line)));
  };
  const exit = await runChild(
    { program: ffprobe, args: [...args, '-show_entries', shown] },
    { signal, graceMs: 1000, niceness: NICENESS, onStdout, memoryBytes: MEMORY_FOR.copying, withinMs: await readingWithinMs(file) },
  );
  signal.throwIfAborted();
  if (exit.signal) throw new ChildFailed('ffprobe was killed', { data: { signal: exit.signal } });
  const spans = spansOf(streams, packets);
  if (spans.length === 0) {
    const complaint = complaintIn(exit.lastWords);
    const data = { lastWords: exit.lastWords.join('\n') };
    throw new MediaInvalid(`the recording cannot be read${complaint === undefined ? '' : `: ${complaint}`}`, { data });
  }
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
function addPacket(packets: Map<number, Packets>, line: string): void {
  const [index, pts, duration] = line
    .split('|')
    .slice(1)
    .map((field) => Number(field.slice(field.indexOf('=') + 1)));
  if (index === undefined || pts === undefined) return;
  const known = packets.get(index) ?? { count: 0, times: [], ends: [] };
  packets.set(index, known);
  known.count++;
  if (Number.isNaN(pts)) return;
  known.times.push(pts);
  known.ends.push(pts + (duration || 0));
}

/** The pictures first: they say what of the sound counts. */
function spansOf(streams: readonly StreamLine[], packets: ReadonlyMap<number, Packets>): Span[] {
  const video = streams.find(({ codec_type }) => codec_type === 'video');
  const pictures = video && spanOf(video, packets.get(video.index));
  const within = pictures && pictures.packets > 0 && pictures.to > pictures.from ? pictures : undefined;
  return streams.flatMap((stream) => (stream === video ? pictures : spanOf(stream, packets.get(stream.index), within)) ?? []);
}

function spanOf(stream: StreamLine, packets: Packets | undefined, within?: PictureSpan): Span | undefined {
  const { codec_type: kind, codec_name: codec, width, height, sample_rate: sampleRate, channels } = stream;
  if (kind === 'other') return undefined;
  const track = { kind, codec, ...(kind === 'video' ? { width, height } : { sampleRate, channels }) };
  const limits = kind === 'audio' ? within : undefined;
  return { ...track, ...(packets ? spanOfPackets(packets, secondsPerUnit(stream), limits) : spanOfHeader(stream, limits)) };
}

type Times = Pick<Span, 'packets' | 'strays' | 'from' | 'to'>;

function spanOfHeader({ nb_frames: packets = 0, start_time: start = 0, duration = 0 }: StreamLine, within?: PictureSpan): Times {
  const from = Math.max(start, within?.from ?? start);
  return { packets, from, to: Math.max(from, Math.min(start + duration, within?.to ?? Number.POSITIVE_INFINITY)) };
}

function spanOfPackets({ count, times, ends }: Packets, unit: number, within?: PictureSpan): Times {
  let [packets, from, last, to] = [0, Number.POSITIVE_INFINITY, 0, 0];
  for (const [at, time] of times.entries()) {
    if (within && isStray(within, time * unit)) continue;
    packets++;
    from = Math.min(from, time);
    last = Math.max(last, time);
    to = Math.max(to, ends[at] ?? time);
  }
  const strays = within ? { strays: times.length - packets } : {};
  if (packets === 0) return { packets: within ? 0 : count, from: 0, to: 0, ...strays };
  // a last packet that does not say how long it lasts is taken to last as long as the others
  const end = to > last ? to : last + (packets > 1 ? (last - from) / (packets - 1) : 0);
  const shown = {
    from: Math.max(from * unit, within?.from ?? Number.NEGATIVE_INFINITY),
    to: Math.min(end * unit, within?.to ?? Number.POSITIVE_INFINITY),
  };
  return { packets: within ? packets : count, ...shown, ...strays };
}

/** Half a millisecond, as exact as a Matroska file is: what is compared has been rounded. */
const ROUNDING_S = 0.0005;

/** Sound and pictures of one moment are seldom written in one moment: what is not farther away is nobody's fault, and does no harm. */
const EARLY_S = 0.2;
const LATE_S = 1;

function isStray({ from, to }: PictureSpan, seconds: number): boolean {
  return seconds < from - EARLY_S || seconds > to + LATE_S;
}

/** Words for ffmpeg's `noise` filter, which drops what is encoded for a time before the first picture or after the last. */
export function notBeside({ from, to }: PictureSpan): string {
  return `lt(pts*tb,${(from - ROUNDING_S).toFixed(6)})+gte(pts*tb,${(to - ROUNDING_S).toFixed(6)})`;
}

function secondsPerUnit({ time_base }: StreamLine): number {
  const [unit = 1, perSecond = 1] = time_base.split('/').map(Number);
  return unit / perSecond;
}

function recordingOf(spans: readonly Span[]): ProbedRecording {
  const video = spans.find(({ kind }) => kind === 'video');
  const tracks = spans.map(({ to, ...track }) => ({ ...track, durationMs: Math.round((to - track.from) * 1000) }));
  const hasPictures = video && video.packets > 0 && video.to > video.from;
  return {
    durationMs: durationMsOf(tracks.filter(({ packets }) => packets > 0)),
    videoPackets: video?.packets ?? 0,
    ...(hasPictures && { pictures: { from: video.from, to: video.to } }),
    tracks,
  };
}
