import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { PlayableSegment } from '../catalogue/catalogue.ts';
import type { Clock } from '../lib/clock.ts';
import { decodeFragmentIndex } from '../mp4/mp4.ts';
import { isClosed, type RunningSegment } from '../segments/segments.ts';
import type { Follower } from './copies/follower.ts';
import type { Followers } from './copies/followers.ts';
import { type Entry, entriesOf } from './entries.ts';
import type { Piece } from './playlist.ts';

/** What playback asks the catalogue. */
export interface PlaybackShelf {
  playableIn(channel: number, from: number, to: number): Promise<(PlayableSegment | RunningSegment)[]>;
}

export interface WindowOptions {
  readonly shelf: PlaybackShelf;
  readonly followers: Followers;
  /** RECORD_DIR */
  readonly root: string;
  readonly clock: Clock;
}

/** A span of one channel; `to` null: without end, for who watches on into the present. */
export interface WindowQuery {
  readonly channel: number;
  readonly from: number;
  readonly to: number | null;
}

/** What can be played of a span. */
export interface Window {
  readonly pieces: readonly Piece[];
  /** Nothing will be added. */
  readonly isComplete: boolean;
  /** Complete, and all of it lies in finished files: it will never change, until they are deleted. */
  readonly isSettled: boolean;
}

/** Recordings that are no MP4 yet are copied for playback: so many of them in one window, then it ends for now. */
const MOST_FOLLOWED = 3;
const WAIT_MS = 5_000;
/** What was recorded just now takes this long to be readable: a GOP, and ffmpeg's buffers on the way. */
const LIVE_EDGE_MS = 4_000;
const SETTLED_AFTER_MS = 60_000;
/** Copies begin at full minutes of a file, so that one of them serves many moments. */
const STEP_MS = 60_000;

/** Gathers what there is to play, in order. A file that is missing or broken is left out, and costs its own seconds only. */
export async function windowOf({ channel, from, to }: WindowQuery, options: WindowOptions): Promise<Window> {
  const now = options.clock.now();
  const span = { from, to: Math.min(to ?? now, now), isOpen: to === null };
  const found = await options.shelf.playableIn(channel, span.from, span.to);
  const pieces: Piece[] = [];
  let isSettled = to !== null && to < now - SETTLED_AFTER_MS;
  let followed = 0;
  for (const segment of found) {
    const isFollowed = !isClosed(segment) || !segment.index || !segment.configuration;
    if (isFollowed && ++followed > MOST_FOLLOWED) return { pieces, isComplete: false, isSettled: false };
    const part = isFollowed ? await followedPart(segment, span, options) : await finishedPart(segment, span, options);
    if (part.piece) pieces.push(part.piece);
    isSettled &&= part.isWhole && !isFollowed;
    if (!part.isOver) return { pieces, isComplete: false, isSettled: false };
  }
  const isComplete = to !== null && to <= now;
  return { pieces, isComplete, isSettled: isComplete && isSettled };
}

interface Span {
  readonly from: number;
  readonly to: number;
  /** It goes on into the present: who asks for it asks again, and should not wait for what will come. */
  readonly isOpen: boolean;
}

/** What a file gives to a window. */
interface Part {
  readonly piece: Piece | undefined;
  /** All of the file that lies in the window is in it. */
  readonly isWhole: boolean;
  /** What comes after it may follow. */
  readonly isOver: boolean;
}

const NOTHING: Part = { piece: undefined, isWhole: false, isOver: true };

async function finishedPart(segment: PlayableSegment | RunningSegment, span: Span, { root }: WindowOptions): Promise<Part> {
  if (!isClosed(segment) || !segment.index) return NOTHING;
  const facts = await lstat(path.join(root, segment.path)).catch(() => undefined);
  if (!facts?.isFile()) return NOTHING;
  const index = readIndex(segment.index);
  if (!index) return NOTHING;
  const wanted = within(entriesOf(index), segment.startedAt, span);
  const there = wanted.filter(({ offset, bytes }) => offset + bytes <= facts.size);
  const urls = { url: `/recordings/${segment.path}`, initUrl: initUrlOf(segment.configuration) };
  const piece = pieceOf(there, { ...urls, timescale: index.timescale, startedAt: segment.startedAt });
  return { piece, isWhole: there.length === wanted.length, isOver: true };
}

function readIndex(blob: Uint8Array): ReturnType<typeof decodeFragmentIndex> | undefined {
  try {
    return decodeFragmentIndex(blob);
  } catch {
    return undefined; // its file is there, but how it is divided is not known any more
  }
}

async function followedPart(
  segment: PlayableSegment | RunningSegment,
  span: Span,
  { root, followers, clock }: WindowOptions,
): Promise<Part> {
  if (!(await lstat(path.join(root, segment.path)).catch(() => undefined))?.isFile()) return NOTHING;
  const isGrowing = !isClosed(segment);
  const fromMs = Math.floor(Math.max(0, span.from - segment.startedAt) / STEP_MS) * STEP_MS;
  const follower = await followers.of(segment.path, { isGrowing, fromMs });
  if (!follower) return NOTHING;
  if (!span.isOpen) await follower.reaches(span.to - segment.startedAt, WAIT_MS);
  else {
    const readable = (isGrowing ? Math.min(span.to, clock.now() - LIVE_EDGE_MS) : span.to) - segment.startedAt;
    if (readable > 0) await follower.catchesUp(readable, WAIT_MS);
  }
  if (follower.failure) followers.failed(segment.path);
  const isOver = follower.isOver || (isGrowing && endOf(follower, segment.startedAt) >= span.to);
  return { piece: followedPiece(follower, segment, span), isWhole: false, isOver };
}

function followedPiece(
  follower: Follower,
  { path: file, startedAt }: Pick<RunningSegment, 'path' | 'startedAt'>,
  span: Span,
): Piece | undefined {
  const { index, startMs, token } = follower;
  const begin = startedAt + startMs;
  // the path that the finished file will have: a player that goes on reading takes another path for another place in time
  const urls = { url: `/recordings/${file.replace(/\.mkv$/, '.mp4')}?copy=${token}`, initUrl: initUrlOf(follower.initSha256) };
  return pieceOf(within(entriesOf(index), begin, span), { ...urls, timescale: index.timescale, startedAt: begin });
}

function initUrlOf(sha256: string | null): string {
  return `/api/playback/init/${sha256}.mp4`;
}

function endOf({ index, startMs }: Follower, startedAt: number): number {
  const units = index.fragments.reduce((sum, { duration }) => sum + duration, 0);
  return startedAt + startMs + (units * 1000) / index.timescale;
}

function within(entries: readonly Entry[], startedAt: number, { from, to }: Span): Entry[] {
  return entries.filter(({ atMs, endMs }) => startedAt + atMs < to && startedAt + endMs > from);
}

function pieceOf(entries: readonly Entry[], file: Omit<Piece, 'entries'>): Piece | undefined {
  const [first] = entries;
  return first && { ...file, entries, startedAt: file.startedAt + first.atMs };
}
