/** What the system tells of a file, as `stat` gives it. */
interface Allocation {
  readonly size: number;
  /** Of 512 bytes. */
  readonly blocks: number;
}

const BLOCK_BYTES = 512;

/** What a file takes of its disk, as `du` counts: a length may be anything, holes take nothing. */
export function diskBytesOf({ blocks }: Pick<Allocation, 'blocks'>): number {
  return blocks * BLOCK_BYTES;
}

/**
 * The same of a recording, which has no holes worth mentioning: where fewer than half its bytes have blocks, the file system
 * counts them later (ZFS, some network shares) or never, and its length is nearer to the truth.
 */
export function recordingDiskBytesOf({ size, blocks }: Allocation): number {
  const taken = diskBytesOf({ blocks });
  return taken < size / 2 ? size : taken;
}
