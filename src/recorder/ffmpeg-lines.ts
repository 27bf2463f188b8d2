import { type StreamTrack, trackOf } from './stream-line.ts';

/** What a line of ffmpeg's output tells a recorder. */
export type FfmpegNews =
  | { readonly kind: 'opened'; readonly path: string }
  | { readonly kind: 'closed'; readonly name: string; readonly startMs: number; readonly endMs: number }
  | { readonly kind: 'frames'; readonly count: number }
  | { readonly kind: 'position'; readonly mediaMs: number }
  | { readonly kind: 'jump'; readonly byMs: number }
  | { readonly kind: 'track'; readonly track: StreamTrack };

const OPENED = /^\[segment @ [^\]]+\] Opening '(.+\.mkv)' for writing$/;
const NON_MONOTONOUS = /Non-monotonous DTS in output stream [\d:]+; previous: (-?\d+), current: (-?\d+)/;
const CLOSED = /^(.+\.mkv),(-?\d+\.\d+),(-?\d+\.\d+)$/;
const FRAMES = /^frame=\s*(\d+)$/;
const POSITION = /^out_time_us=(-?\d+)$/;

/** Reads a line of standard error. */
export function newsOfStderr(line: string): FfmpegNews | undefined {
  const opened = OPENED.exec(line)?.[1];
  if (opened) return { kind: 'opened', path: opened };
  const [, previous, current] = NON_MONOTONOUS.exec(line) ?? [];
  if (previous && current) return { kind: 'jump', byMs: Number(current) - Number(previous) }; // MKV counts in ms
  const track = trackOf(line);
  return track && { kind: 'track', track };
}

/** Reads a line of standard output: the segment list and the progress report share it. */
export function newsOfStdout(line: string): FfmpegNews | undefined {
  const [, name, start, end] = CLOSED.exec(line) ?? [];
  if (name) return { kind: 'closed', name, startMs: Math.round(Number(start) * 1000), endMs: Math.round(Number(end) * 1000) };
  const frames = FRAMES.exec(line)?.[1];
  if (frames) return { kind: 'frames', count: Number(frames) };
  const position = POSITION.exec(line)?.[1];
  return position ? { kind: 'position', mediaMs: Math.round(Number(position) / 1000) } : undefined;
}
