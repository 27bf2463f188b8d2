import type { FileFacts } from './file-facts.ts';

/** No camera sends more in a second: a longer file is longer than what is in it. */
const MOST_BYTES_PER_MS = 50_000;
const HEADER_BYTES = 2 ** 20;

/** What adopted files take of the disk: one with several names takes its room once, one that is longer than what is in it its blocks. */
export class AdoptedSizes {
  /** Inodes of files with several names. */
  readonly #several = new Set<string>();

  of({ sizeBytes, diskBytes, blockBytes, inode }: FileFacts, durationMs: number): Pick<FileFacts, 'sizeBytes' | 'diskBytes'> {
    const taken = sizeBytes > HEADER_BYTES + durationMs * MOST_BYTES_PER_MS ? blockBytes : diskBytes;
    if (inode === undefined) return { sizeBytes, diskBytes: taken };
    const isCounted = this.#several.has(inode);
    this.#several.add(inode);
    return { sizeBytes, diskBytes: isCounted ? 0 : taken };
  }
}
