import { box, boxHeaderAt, longHeader, words } from './box.ts';
import type { FragmentIndex } from './fragment-index.ts';
import { factsOf } from './full-movie.ts';
import type { Movie, TrackFacts } from './movie.ts';
import type { SampleTable } from './sample-table.ts';

/**
 * The layout of `engine.md` §4, as both the writer and the reader know it:
 *
 * ```
 * while written   [ftyp][moov of the fragments][free: the rest of the reserve            ][moof mdat][moof mdat]…
 * closed          [ftyp][free, the former moov in it ][full moov][mdat over all the rest                        ]
 * ```
 * Closing first writes the full `moov` and the `mdat` header into the `free` box, where nobody looks, and syncs them; then eight
 * bytes change the first `moov` into a `free` box that ends where the full one begins. At every moment the file is one or the other.
 */
export const FILE_TYPE = box('ftyp', Buffer.from('isom\0\0\u0002\0isomiso5iso6mp41mp42', 'latin1'));

/** Bytes of the header of the `free` box, and of the `mdat` of a closed file: both with a 64-bit size. */
export const LONG_HEADER_BYTES = longHeader('free', 0).length;

/** What a hybrid MP4 is, open or closed. */
export interface HybridFile {
  readonly sizeBytes: number;
  readonly durationMs: number;
  /** `ftyp` and the `moov` of the fragments: what players of single fragments (HLS) need first. Empty: the file has no fragments. */
  readonly init: Uint8Array;
  readonly index: FragmentIndex;
  readonly tracks: readonly TrackFacts[];
  /** It is an ordinary MP4 by now; otherwise a fragmented one, as playable but slower to open. */
  readonly isClosed: boolean;
}

/** The init segment that belongs to this `moov`. */
export function initOf(moov: Uint8Array): Uint8Array {
  return Buffer.concat([FILE_TYPE, moov]);
}

/** Describes a file by the samples gathered from its fragments. */
export function describeFile(
  file: Pick<HybridFile, 'sizeBytes' | 'isClosed' | 'index'> & { readonly movie: Movie; readonly tables: readonly SampleTable[] },
): HybridFile {
  const { movie, tables, ...rest } = file;
  return { ...rest, init: initOf(movie.bytes), ...factsOf(movie, tables) };
}

/** The eight bytes that close a file: its first `moov`, and the header of the `free` box behind it, become one `free` box. */
export function formerMovieHeader(moov: Uint8Array): Uint8Array {
  return Buffer.concat([words([moov.length + LONG_HEADER_BYTES]), Buffer.from('free', 'latin1')]);
}

/**
 * Undoes it: the first `moov` as it was, and where the fragments begin, counted from the beginning of this `free` box.
 * @returns undefined when it is a `free` box like any other
 */
export function formerMovie(free: Buffer): { moov: Buffer; fragmentsAfter: number } | undefined {
  const movieBytes = free.length - LONG_HEADER_BYTES;
  if (movieBytes < 16) return undefined;
  const reserve = boxHeaderAt(free, movieBytes);
  if (boxHeaderAt(free, 8)?.type !== 'mvhd' || reserve?.type !== 'free') return undefined;
  const moov = Buffer.from(free.subarray(0, movieBytes));
  moov.writeUInt32BE(movieBytes);
  moov.write('moov', 4, 'latin1');
  return { moov, fragmentsAfter: movieBytes + reserve.size };
}
