import { type StreamTrack, trackOf } from './stream-line.ts';
import type { Picture } from './video-clock.ts';

/** What a line of ffmpeg's output tells a recorder. */
export type FfmpegNews =
  | { readonly kind: 'opened'; readonly path: string }
  | { readonly kind: 'closed'; readonly name: string; readonly startMs: number }
  | { readonly kind: 'picture'; readonly picture: Picture }
  | { readonly kind: 'jump'; readonly byMs: number }
  | { readonly kind: 'track'; readonly track: StreamTrack };

const OPENED = /^\[segment @ [^\]]+\] Opening '(.+\.mkv)' for writing$/;
/** Of the recording's pictures: sound whose time steps back is moved, and nothing else. */
const NON_MONOTONOUS = /Non-monotonous DTS in output stream 0:0; previous: (-?\d+), current: (-?\d+)/;
const CLOSED = /^(.+\.mkv),(-?\d+\.\d+),-?\d+\.\d+$/;
/** Stream, times of decoding and showing, duration, bytes, checksum, and of all that are no keyframes: flags. */
const PICTURE = /^0, +-?\d+, +(-?\d+), +-?\d+, +\d+, 0x[0-9a-f]{8}(, F=0x\d+)?/;

/** All video over RTP is counted so. */
const PTS_PER_MS = 90;

/** Reads a line of standard error. */
export function newsOfStderr(line: string): FfmpegNews | undefined {
  const opened = OPENED.exec(line)?.[1];
  if (opened) return { kind: 'opened', path: opened };
  const [, previous, current] = NON_MONOTONOUS.exec(line) ?? [];
  if (previous && current) return { kind: 'jump', byMs: Number(current) - Number(previous) }; // MKV counts in ms
  const track = trackOf(line);
  return track && { kind: 'track', track };
}

/** Reads a line of standard output: the list of pictures and that of closed segments share it, so that their order is known. */
export function newsOfStdout(line: string): FfmpegNews | undefined {
  const [, pts, flags] = PICTURE.exec(line) ?? [];
  if (pts) return { kind: 'picture', picture: { ptsMs: Number(pts) / PTS_PER_MS, isKey: flags === undefined } };
  const [, name, start] = CLOSED.exec(line) ?? [];
  return name ? { kind: 'closed', name, startMs: Math.round(Number(start) * 1000) } : undefined;
}
