import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import type { GapReason } from '#shared/channel.ts';
import type { ExportCut, ExportFile } from '#shared/exports.ts';
import type { ChannelHistory, PlayableSegment } from '../../catalogue/catalogue.ts';
import type { Clock } from '../../lib/clock.ts';
import { MediaInvalid, messageOf } from '../../lib/errors.ts';
import { isoOf } from '../../lib/iso-time.ts';
import type { Logger } from '../../lib/log.ts';
import { boxesIn, decodeFragmentIndex, type FragmentIndex, FragmentShifter, HybridWriter, reserveBytesFor } from '../../mp4/mp4.ts';
import { isClosed, type RunningSegment } from '../../segments/segments.ts';
import { Follower } from '../copies/follower.ts';
import { entriesOf } from '../entries.ts';
import type { PlaybackShelf } from '../window.ts';
import { encodeEdge } from './export-edge.ts';

/** What an export asks the catalogue. */
export interface ExportShelf extends PlaybackShelf {
  initSegment(sha256: string): Promise<Uint8Array | undefined>;
  timeline(from: number, to: number, channels: readonly number[]): Promise<readonly Pick<ChannelHistory, 'gaps'>[]>;
}

export interface ExportChannelOptions {
  readonly shelf: ExportShelf;
  /** RECORD_DIR */
  readonly root: string;
  /** Where the files are written. */
  readonly folder: string;
  readonly ffmpeg: string;
  readonly channel: number;
  readonly from: number;
  readonly to: number;
  readonly cut: ExportCut;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Told how much of the span is done, 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** Pauses shorter than this are how segments follow each other. */
const MAX_GAP_MS = 1_500;
const COPY_WITHIN_MS = 30 * 60_000;

interface Source {
  readonly absolutePath: string;
  readonly init: Uint8Array;
  readonly index: FragmentIndex;
  readonly startedAt: number;
}

/** A file being written. */
interface Part {
  readonly name: string;
  readonly writer: HybridWriter;
  readonly init: Uint8Array;
  readonly shifter: FragmentShifter;
  readonly spans: { from: number; to: number }[];
  cut: ExportCut;
  /** Where the next fragment begins, in time units of the main track. */
  end: number;
}

/**
 * Copies a span of one channel into MP4 files without touching a picture: from the keyframe before it begins to the end of the GOP
 * in which it ends; cut exactly, the GOPs at its edges are encoded again, where that can be done without doubt. Gaps are left out and
 * listed. It is one file, unless the camera's codec was changed on the way.
 * @throws MediaInvalid when nothing of it can be read; the signal's reason; the system's error
 */
export async function exportChannel(options: ExportChannelOptions): Promise<ExportFile[]> {
  const { shelf, channel, from, to, signal, onProgress } = options;
  const parts: Part[] = [];
  try {
    for (const segment of await shelf.playableIn(channel, from, to)) {
      signal.throwIfAborted();
      await using source = await openSource(segment, options);
      if (source) await copy(source, parts, options);
      onProgress(Math.min(1, Math.max(0, (segment.startedAt - from) / (to - from))));
    }
    if (parts.length === 0) throw new MediaInvalid(`Nothing of channel ${channel} can be read in this time`);
    const [history] = await shelf.timeline(from, to, [channel]);
    const files: ExportFile[] = [];
    for (const part of parts) files.push(await finish(part, history?.gaps ?? [], options));
    return files;
  } catch (error) {
    for (const { writer } of parts) await writer.abandon();
    throw error;
  }
}

/** @returns undefined when it cannot be read: it costs its own seconds. @throws the signal's reason */
async function openSource(
  segment: PlayableSegment | RunningSegment,
  o: ExportChannelOptions,
): Promise<(Source & AsyncDisposable) | undefined> {
  const absolutePath = path.join(o.root, segment.path);
  const { startedAt } = segment;
  if (isClosed(segment) && segment.index && segment.configuration) {
    const init = await o.shelf.initSegment(segment.configuration);
    const done = async (): Promise<void> => undefined;
    return init && { absolutePath, init, index: decodeFragmentIndex(segment.index), startedAt, [Symbol.asyncDispose]: done };
  }
  const { ffmpeg, folder, clock, log, signal } = o;
  const copied = await Follower.start({ ffmpeg, absolutePath, isGrowing: false, fromMs: 0, folder, clock, log });
  try {
    await copied.reaches(Number.POSITIVE_INFINITY, COPY_WITHIN_MS, signal);
    if (copied.init) return sourceOf(copied, copied.init, startedAt);
  } catch (error) {
    await copied[Symbol.asyncDispose]();
    throw error;
  }
  await copied[Symbol.asyncDispose]();
  return undefined;
}

function sourceOf(copied: Follower, init: Uint8Array, startedAt: number): Source & AsyncDisposable {
  const { file: absolutePath, index } = copied;
  return { absolutePath, init, index, startedAt, [Symbol.asyncDispose]: () => copied[Symbol.asyncDispose]() };
}

async function copy(source: Source, parts: Part[], options: ExportChannelOptions): Promise<void> {
  const { from, to, signal } = options;
  const { index, startedAt } = source;
  const wanted = entriesOf(index).filter(({ atMs, endMs }) => startedAt + atMs < to && startedAt + endMs > from);
  const [first] = wanted;
  const file =
    first && (await open(source.absolutePath, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => undefined));
  if (!first || !file) return;
  await using _ = file;
  const part = await partFor(source, parts, options);
  let shift: number | undefined;
  for (const entry of wanted) {
    signal.throwIfAborted();
    const whole = await readWhole(file, entry.offset, entry.bytes);
    if (!whole) return; // the rest of the file is missing
    const gop = { bytes: whole, duration: entry.duration, from: startedAt + entry.atMs, to: startedAt + entry.endMs };
    const isEdge = options.cut === 'exact' && (gop.from < from || gop.to > to);
    const cut = isEdge ? await cutEdge(gop, part, index, options) : gop;
    if (!cut) continue; // the span begins or ends between two pictures
    const { bytes, duration, ...span } = cut;
    shift ??= part.end - part.shifter.startOf(bytes);
    for (const fragment of fragmentsIn(bytes)) part.shifter.shift(fragment, shift);
    await part.writer.write(bytes);
    part.end += duration;
    note(part, span.from, span.to);
  }
}

/** What is written at once. */
interface Gop {
  readonly bytes: Buffer;
  /** In time units of the main track. */
  readonly duration: number;
  readonly from: number;
  readonly to: number;
}

/** @returns what of a GOP lies in the span, encoded again, or all of it where that cannot be done; undefined when no picture does */
async function cutEdge(gop: Gop, part: Part, { timescale }: FragmentIndex, options: ExportChannelOptions): Promise<Gop | undefined> {
  const { ffmpeg, folder, log, signal, channel } = options;
  const begin = part.shifter.startOf(gop.bytes);
  const unitsAt = (time: number): number => begin + ((time - gop.from) * timescale) / 1000;
  const from = Math.max(begin, unitsAt(options.from));
  const to = Math.min(begin + gop.duration, unitsAt(options.to));
  try {
    const bytes = await encodeEdge({ ffmpeg, folder, init: part.init, gop: gop.bytes, timescale, from, to, signal });
    if (!bytes) return undefined;
    const start = part.shifter.startOf(bytes);
    const msAt = (units: number): number => gop.from + ((units - begin) * 1000) / timescale;
    return { bytes, duration: Math.ceil(to) - start, from: msAt(start), to: Math.min(gop.to, msAt(to)) };
  } catch (error) {
    signal.throwIfAborted();
    log.info({ channel, reason: messageOf(error) }, 'export cannot be cut exactly; it is cut at the keyframe before');
    part.cut = 'keyframes';
    return gop;
  }
}

/** Each from its `moof` on. */
function fragmentsIn(bytes: Buffer): Buffer[] {
  const boxes = boxesIn(bytes);
  return boxes.filter(({ type }) => type === 'moof').map(({ start }) => bytes.subarray(start));
}

async function readWhole(file: FileHandle, offset: number, bytes: number): Promise<Buffer | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, offset);
  return bytesRead === bytes ? buffer : undefined;
}

/** The file that is being written, or a new one where another codec begins. */
async function partFor({ init }: Source, parts: Part[], o: ExportChannelOptions): Promise<Part> {
  const last = parts.at(-1);
  if (last && Buffer.compare(last.init, init) === 0) return last;
  const name = `ch${o.channel}${parts.length > 0 ? `-part${parts.length + 1}` : ''}.mp4`;
  const writer = await HybridWriter.create(path.join(o.folder, name), { reserveBytes: reserveBytesFor(o.to - o.from + 120_000) });
  await writer.write(init);
  const part: Part = { name, writer, init, shifter: new FragmentShifter(init), spans: [], end: 0, cut: o.cut };
  parts.push(part);
  return part;
}

function note({ spans }: Part, from: number, to: number): void {
  const last = spans.at(-1);
  if (last && from - last.to <= MAX_GAP_MS) last.to = to;
  else spans.push({ from, to });
}

async function finish(part: Part, known: ChannelHistory['gaps'], { channel, folder }: ExportChannelOptions): Promise<ExportFile> {
  const { durationMs, sizeBytes } = await part.writer.close();
  const { name, spans, cut } = part;
  const from = spans[0]?.from ?? 0;
  const gaps = spans.slice(1).map((span, at) => {
    const hole = { from: spans[at]?.to ?? span.from, to: span.from };
    const told = known.find((gap) => gap.from < hole.to && gap.to > hole.from);
    const reason: GapReason | 'unreadable' = told?.reason ?? 'unreadable';
    return { from: isoOf(hole.from), to: isoOf(hole.to), reason };
  });
  const end = spans.at(-1)?.to ?? from;
  const file = path.join(folder, name);
  return { name, channel, from: isoOf(from), to: isoOf(end), durationMs, sizeBytes, sha256: await sha256Of(file), cut, gaps };
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) hash.update(chunk);
  return hash.digest('hex');
}
