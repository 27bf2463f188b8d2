import { stat } from 'node:fs/promises';

/** A machine that is busy with other things, or starts its disk up, is no reason to give up. */
const LEAST_MS = 120_000;
/** No disk that cameras are recorded to is slower. */
const READ_BYTES_PER_SECOND = 2e6;
/** A processor that needs longer than this for a second of video never catches up with the camera. */
const ENCODING_FACTOR = 20;

/** How long a program may take that reads a file once; what takes longer hangs, or the file is none of ours. */
export async function readingWithinMs(absolutePath: string): Promise<number> {
  const bytes = await stat(absolutePath).then(
    ({ size }) => size,
    () => 0,
  );
  return LEAST_MS + (bytes / READ_BYTES_PER_SECOND) * 1000;
}

/** How much longer it may take when it encodes so much video. */
export function encodingWithinMs(durationMs: number): number {
  return durationMs * ENCODING_FACTOR;
}
