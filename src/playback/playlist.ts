import { isoOf } from '../lib/iso-time.ts';
import type { Entry } from './entries.ts';

/** Entries of one file that follow each other without a gap. */
export interface Piece {
  /** Where the file's bytes are. */
  readonly url: string;
  readonly initUrl: string;
  /** Wall time of the first entry, epoch ms. */
  readonly startedAt: number;
  readonly timescale: number;
  readonly entries: readonly Entry[];
}

/**
 * An HLS media playlist (RFC 8216) of byte ranges. Timestamps begin anew in each file, so each piece follows a discontinuity and
 * tells its wall time; durations are exact, because players go by them when they look for a moment.
 * @param isComplete nothing will be added
 */
export function playlistText(pieces: readonly Piece[], isComplete: boolean): string {
  const longest = pieces.reduce((max, { entries, timescale }) => Math.max(max, ...entries.map(({ duration }) => duration / timescale)), 1);
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.ceil(longest)}`,
    `#EXT-X-PLAYLIST-TYPE:${isComplete ? 'VOD' : 'EVENT'}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-INDEPENDENT-SEGMENTS',
  ];
  let initUrl = '';
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) lines.push('#EXT-X-DISCONTINUITY');
    if (piece.initUrl !== initUrl) lines.push(`#EXT-X-MAP:URI="${piece.initUrl}"`);
    initUrl = piece.initUrl;
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${isoOf(piece.startedAt)}`, ...linesOf(piece));
  }
  if (isComplete) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}

function* linesOf({ url, timescale, entries }: Piece): Generator<string> {
  for (const { offset, bytes, duration } of entries) {
    yield `#EXTINF:${(duration / timescale).toFixed(6)},`;
    yield `#EXT-X-BYTERANGE:${bytes}@${offset}`;
    yield url;
  }
}
