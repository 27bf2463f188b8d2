import { openForReading } from '../../lib/files/container.ts';

/** Smaller ones are read in a moment. */
const LARGE_BYTES = 64 * 2 ** 20;
const SAMPLES = 16;
const SAMPLE_BYTES = 4096;

/**
 * Whether nothing lies in the second half of a large file: a hole, which has no pictures in it and would be read for hours. Blocks
 * do not tell that (ZFS and some network shares count them later, or never), and media is nowhere so long without a set bit.
 */
export async function isHollow(absolutePath: string): Promise<boolean> {
  await using file = await openForReading(absolutePath);
  const { size } = await file.stat();
  if (size < LARGE_BYTES) return false;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const at = Math.floor(size / 2 + (sample * (size / 2 - SAMPLE_BYTES)) / (SAMPLES - 1));
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, at);
    if (buffer.subarray(0, bytesRead).some((byte) => byte !== 0)) return false;
  }
  return true;
}
