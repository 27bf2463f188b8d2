import { type Box, box, boxesIn, fullBox, longWords, needBox, rebuilt, words } from './box.ts';
import { type Movie, mainTrackOf, publicFacts, readTimes, type TrackFacts } from './movie.ts';
import type { SampleTable } from './sample-table.ts';

const MAX_UINT32 = 2 ** 32 - 1;
const NORMAL_RATE = 0x10000;

/** When a file's tracks are shown, in time units of its main track, counted from the first thing shown. */
interface Timeline {
  readonly timescale: number;
  readonly duration: number;
  readonly spans: ReadonlyMap<number, { readonly delay: number; readonly duration: number }>;
}

/** The `moov` of an ordinary MP4: that of the fragmented file, with all samples in its tables and an edit list where one is needed. */
export function fullMovie(movie: Movie, tables: readonly SampleTable[]): Buffer {
  const { bytes } = movie;
  const timeline = timelineOf(movie, tables);
  const [moov] = boxesIn(bytes);
  if (!moov) return Buffer.alloc(0);
  return rebuilt(bytes, moov, (child) => {
    if (child.type === 'mvhd') return [timesBox(bytes, child, 4, timeline.duration, timeline.timescale)];
    if (child.type !== 'trak') return [];
    const id = readTimes(bytes, needBox(bytes, child, 'tkhd'), 8).middle.readUInt32BE(0);
    const table = tables.find(({ track }) => track.id === id);
    // players wait in vain for a track without samples
    return table && table.samples > 0 ? [fullTrack(bytes, child, table, timeline)] : [];
  });
}

/** What is in a file, told from the samples gathered. */
export function factsOf(movie: Movie, tables: readonly SampleTable[]): { durationMs: number; tracks: TrackFacts[] } {
  const timeline = timelineOf(movie, tables);
  const toMs = (units: number): number => Math.round((units * 1000) / timeline.timescale);
  const tracks = tables
    .filter(({ samples }) => samples > 0)
    .map(({ track, samples }) => {
      return { ...publicFacts(track), samples, durationMs: toMs(timeline.spans.get(track.id)?.duration ?? 0) };
    });
  return { durationMs: toMs(timeline.duration), tracks };
}

function timelineOf(movie: Movie, tables: readonly SampleTable[]): Timeline {
  const { timescale } = mainTrackOf(movie.tracks);
  const shown = tables
    .filter(({ samples }) => samples > 0)
    .map((table) => {
      const { from, to } = table.presentation;
      const units = (time: number): number => Math.round((time * timescale) / table.track.timescale);
      return { id: table.track.id, from: units(from), to: units(to) };
    });
  const start = Math.min(...shown.map(({ from }) => from));
  const end = Math.max(start, ...shown.map(({ to }) => to));
  const spans = new Map(shown.map(({ id, from, to }) => [id, { delay: from - start, duration: to - from }]));
  return { timescale, duration: shown.length === 0 ? 0 : end - start, spans };
}

function fullTrack(bytes: Buffer, trak: Box, table: SampleTable, timeline: Timeline): Buffer {
  const { delay, duration } = timeline.spans.get(table.track.id) ?? { delay: 0, duration: 0 };
  return rebuilt(bytes, trak, (child) => {
    if (child.type === 'tkhd') return [timesBox(bytes, child, 8, delay + duration), ...editBox(delay, duration, table)];
    if (child.type === 'mdia') return [fullMedia(bytes, child, table)];
    return child.type === 'edts' ? [] : [bytes.subarray(child.start, child.end)];
  });
}

function fullMedia(bytes: Buffer, mdia: Box, table: SampleTable): Buffer {
  const stsd = needBox(bytes, mdia, 'minf/stbl/stsd');
  const stbl = table.toBox(bytes.subarray(stsd.start, stsd.end));
  return rebuilt(bytes, mdia, (child) => {
    if (child.type === 'mdhd') return [timesBox(bytes, child, 4, table.decodedSpan)];
    if (child.type !== 'minf') return [bytes.subarray(child.start, child.end)];
    return [rebuilt(bytes, child, (part) => [part.type === 'stbl' ? stbl : bytes.subarray(part.start, part.end)])];
  });
}

/** Holds a track back that begins later than the others, and skips the time before its first picture is shown. */
function editBox(delay: number, duration: number, { mediaTime }: SampleTable): Buffer[] {
  const edits: [number, number][] = [[duration, Math.max(0, mediaTime)]];
  if (delay > 0) edits.unshift([delay, -1]);
  else if (mediaTime <= 0) return [];
  const isLong = edits.some((edit) => Math.max(...edit) > MAX_UINT32);
  const numbers = isLong ? longWords : words;
  const entries = edits.map((edit) => Buffer.concat([numbers(edit), words([NORMAL_RATE])]));
  return [box('edts', fullBox('elst', isLong ? 1 : 0, 0, words([edits.length]), ...entries))];
}

/** `mvhd`, `tkhd` or `mdhd` again with another duration; in 64 bits where it takes them. */
function timesBox(bytes: Buffer, header: Box, middleBytes: 4 | 8, duration: number, timescale?: number): Buffer {
  const { middle, rest, flags } = readTimes(bytes, header, middleBytes);
  const isLong = duration > MAX_UINT32;
  const numbers = isLong ? longWords : words;
  const unit = timescale === undefined ? middle : words([timescale]);
  return fullBox(header.type, isLong ? 1 : 0, flags, numbers([0, 0]), unit, numbers([duration]), rest);
}
