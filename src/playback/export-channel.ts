import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import type { GapReason } from '#shared/channel.ts';
import type { ExportFile } from '#shared/exports.ts';
import type { ChannelHistory, PlayableSegment } from '../catalogue/catalogue.ts';
import type { Clock } from '../lib/clock.ts';
import { MediaInvalid } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { decodeFragmentIndex, type FragmentIndex, FragmentShifter, HybridWriter, reserveBytesFor } from '../mp4/mp4.ts';
import { type Entry, entriesOf } from './entries.ts';
import { Follower } from './follower.ts';
import type { PlaybackShelf } from './window.ts';

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
  readonly from: number;
  readonly spans: { from: number; to: number }[];
  /** Where the next fragment begins, in time units of the main track. */
  end: number;
}

/**
 * Copies a span of one channel into MP4 files without touching a picture: from the keyframe before it begins to the end of the GOP
 * in which it ends. Gaps are left out and listed. It is one file, unless the camera's codec was changed on the way.
 * @throws MediaInvalid when nothing of it can be read; the signal's reason; the system's error
 */
export async function exportChannel(options: ExportChannelOptions): Promise<ExportFile[]> {
  const { shelf, channel, from, to, signal, onProgress } = options;
  const parts: Part[] = [];
  try {
    for (const segment of await segmentsIn(options)) {
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

type Unfinished = Pick<PlayableSegment, 'path' | 'startedAt'>;

async function segmentsIn({ shelf, channel, from, to }: ExportChannelOptions): Promise<(PlayableSegment | Unfinished)[]> {
  const state = (await shelf.channelStates()).find((candidate) => candidate.channel === channel);
  const closed = await shelf.playableBetween(channel, from, to);
  const { runningPath, runningStartedAt } = state ?? {};
  if (!runningPath || typeof runningStartedAt !== 'number' || runningStartedAt >= to) return closed;
  return closed.some(({ path: known }) => known === runningPath) ? closed : [...closed, { path: runningPath, startedAt: runningStartedAt }];
}

/** @returns undefined when it cannot be read: it costs its own seconds */
async function openSource(segment: PlayableSegment | Unfinished, o: ExportChannelOptions): Promise<(Source & AsyncDisposable) | undefined> {
  const absolutePath = path.join(o.root, segment.path);
  const { startedAt } = segment;
  if ('index' in segment && segment.index && segment.configuration) {
    const init = await o.shelf.initSegment(segment.configuration);
    const done = async (): Promise<void> => undefined;
    return init && { absolutePath, init, index: decodeFragmentIndex(segment.index), startedAt, [Symbol.asyncDispose]: done };
  }
  const { ffmpeg, folder, clock, log, signal } = o;
  const copied = await Follower.start({ ffmpeg, absolutePath, isGrowing: false, fromMs: 0, folder, clock, log });
  const end = (): void => void copied[Symbol.asyncDispose]();
  signal.addEventListener('abort', end, { once: true });
  await copied.reaches(Number.POSITIVE_INFINITY, COPY_WITHIN_MS);
  signal.removeEventListener('abort', end);
  if (!copied.init) {
    await copied[Symbol.asyncDispose]();
    return undefined;
  }
  return {
    absolutePath: copied.file,
    init: copied.init,
    index: copied.index,
    startedAt,
    [Symbol.asyncDispose]: () => copied[Symbol.asyncDispose](),
  };
}

async function copy(source: Source, parts: Part[], options: ExportChannelOptions): Promise<void> {
  const { from, to, signal } = options;
  const { index, startedAt } = source;
  const wanted = entriesOf(index).filter(({ atMs, endMs }) => startedAt + atMs < to && startedAt + endMs > from);
  const [first] = wanted;
  const file = first && (await open(source.absolutePath, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => undefined));
  if (!first || !file) return;
  await using _ = file;
  const part = await partFor(source, startedAt + first.atMs, parts, options);
  let shift: number | undefined;
  for (const entry of wanted) {
    signal.throwIfAborted();
    for (const fragment of fragmentsOf(entry, index)) {
      const bytes = await readWhole(file, fragment.offset, fragment.bytes);
      if (!bytes) return; // the rest of the file is missing
      shift ??= part.end - part.shifter.startOf(bytes);
      part.shifter.shift(bytes, shift);
      await part.writer.write(bytes);
      part.end += fragment.duration;
    }
    note(part, startedAt + entry.atMs, startedAt + entry.endMs);
  }
}

function fragmentsOf(entry: Entry, { fragments }: FragmentIndex) {
  return fragments.filter(({ offset }) => offset >= entry.offset && offset < entry.offset + entry.bytes);
}

async function readWhole(file: FileHandle, offset: number, bytes: number): Promise<Buffer | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, offset);
  return bytesRead === bytes ? buffer : undefined;
}

/** The file that is being written, or a new one where another codec begins. */
async function partFor({ init }: Source, from: number, parts: Part[], o: ExportChannelOptions): Promise<Part> {
  const last = parts.at(-1);
  if (last && Buffer.compare(last.init, init) === 0) return last;
  const name = `ch${o.channel}${parts.length > 0 ? `-part${parts.length + 1}` : ''}.mp4`;
  const writer = await HybridWriter.create(path.join(o.folder, name), { reserveBytes: reserveBytesFor(o.to - o.from + 120_000) });
  await writer.write(init);
  const part: Part = { name, writer, init, shifter: new FragmentShifter(init), from, spans: [], end: 0 };
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
  const { name, spans, from } = part;
  const gaps = spans.slice(1).map((span, at) => {
    const hole = { from: spans[at]?.to ?? span.from, to: span.from };
    const told = known.find((gap) => gap.from < hole.to && gap.to > hole.from);
    const reason: GapReason | 'unreadable' = told?.reason ?? 'unreadable';
    return { from: iso(hole.from), to: iso(hole.to), reason };
  });
  const end = spans.at(-1)?.to ?? from;
  const file = path.join(folder, name);
  return { name, channel, from: iso(from), to: iso(end), durationMs, sizeBytes, sha256: await sha256Of(file), gaps };
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) hash.update(chunk);
  return hash.digest('hex');
}

function iso(epochMs: number): string {
  return new Date(Math.round(epochMs)).toISOString();
}
