const FIXED_RESERVE_BYTES = 16_384;
/** Room for each sample of each track: 4 bytes of size, and up to 16 of times that differ from sample to sample. */
const RESERVE_BYTES_PER_SAMPLE = 20;
/** 30 pictures a second with uneven times (12 bytes each), 48 kHz AAC, and two fragments a second. */
const RESERVE_BYTES_PER_SECOND = 640;

/**
 * How much to keep free at the front for the tables of a segment: of this length, or of so many samples when they are known.
 * The unused part is a hole in the file, which costs no disk; too little only leaves the file fragmented.
 */
export function reserveBytesFor(segmentMs: number, samples?: number): number {
  const seconds = Math.ceil(segmentMs / 1000);
  if (samples === undefined) return FIXED_RESERVE_BYTES + seconds * RESERVE_BYTES_PER_SECOND;
  return FIXED_RESERVE_BYTES + samples * RESERVE_BYTES_PER_SAMPLE + seconds * 64;
}
