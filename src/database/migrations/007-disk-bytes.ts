/** What a recording takes of its disk, which is not its length; rows from before count as long as they are. */
export const diskBytes: readonly string[] = ['ALTER TABLE segments ADD COLUMN disk_bytes INTEGER'];
