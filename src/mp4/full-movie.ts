import { type Box, box, boxesIn, fullBox, longWords, needBox, rebuilt, words } from './box.ts';
import { durationMsOf, type Movie, mainTrackOf, publicFacts, readTimes, type TrackFacts } from './movie.ts';
import type { SampleTable } from './sample-table.ts';

const MAX_UINT32 = 2 ** 32 - 1;
const NORMAL_RATE = 0x10000;

/** What is shown of a track, in time units of the main track. */
interface ShownSpan {
  /** So much later than the first picture. */
  readonly delay: number;
  readonly duration: number;
  /** So much of its beginning is before the first picture; in time units of the track itself. */
  readonly skipped: number;
  /** Its end is after the last picture. */
  readonly isCut: boolean;
}

/** When a file's tracks are shown, in time units of its main track, counted from its first picture to the end of its last. */
interface Timeline {
  readonly timescale: number;
  readonly duration: number;
  /** Tracks of which nothing is shown are not in it. */
  readonly spans: ReadonlyMap<number, ShownSpan>;
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
    const span = timeline.spans.get(id);
    // players wait in vain for a track without samples
    return table && span ? [fullTrack(bytes, child, table, span)] : [];
  });
}

/** What is in a file, told from the samples gathered. */
export function factsOf(movie: Movie, tables: readonly SampleTable[]): { durationMs: number; tracks: TrackFacts[] } {
  const timeline = timelineOf(movie, tables);
  const toMs = (units: number): number => Math.round((units * 1000) / timeline.timescale);
  const tracks = tables.flatMap(({ track, samples }) => {
    const span = timeline.spans.get(track.id);
    return span ? [{ ...publicFacts(track), samples, durationMs: toMs(span.duration) }] : [];
  });
  return { durationMs: durationMsOf(tracks), tracks };
}

function timelineOf(movie: Movie, tables: readonly SampleTable[]): Timeline {
  const { timescale } = mainTrackOf(movie.tracks);
  const shown = tables
    .filter(({ samples }) => samples > 0)
    .map((table) => {
      const { from, to } = table.presentation;
      const units = (time: number): number => Math.round((time * timescale) / table.track.timescale);
      return { track: table.track, from: units(from), to: units(to) };
    });
  const pictures = shown.filter(({ track, from, to }) => track.kind === 'video' && to > from);
  const counted = pictures.length > 0 ? pictures : shown;
  const start = Math.min(...counted.map(({ from }) => from));
  const end = Math.max(start, ...counted.map(({ to }) => to));
  const spans = new Map<number, ShownSpan>();
  for (const { track, from, to } of shown) {
    // sound before the first picture and after the last is not shown: a recording is as long as its pictures
    const [first, last] = [Math.max(start, from), Math.min(end, to)];
    const skipped = Math.round(((first - from) * track.timescale) / timescale);
    if (last > first) spans.set(track.id, { delay: first - start, duration: last - first, skipped, isCut: last < to });
  }
  return { timescale, duration: counted.length === 0 ? 0 : end - start, spans };
}

function fullTrack(bytes: Buffer, trak: Box, table: SampleTable, span: ShownSpan): Buffer {
  return rebuilt(bytes, trak, (child) => {
    if (child.type === 'tkhd') return [timesBox(bytes, child, 8, span.delay + span.duration), ...editBox(span, table)];
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

/** Holds a track back that begins later than the pictures, and leaves out what is not shown: before the first picture, and after the last. */
function editBox({ delay, skipped, duration, isCut }: ShownSpan, { mediaTime }: SampleTable): Buffer[] {
  const begin = Math.max(0, mediaTime) + skipped;
  const edits: [number, number][] = [[duration, begin]];
  if (delay > 0) edits.unshift([delay, -1]);
  else if (begin === 0 && !isCut) return [];
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
