/** Recordings that cannot be read are known by more than their sentence, and the events of a camera are found by their time. */
export const unreadable: readonly string[] = [
  'ALTER TABLE segments ADD COLUMN is_unreadable INTEGER NOT NULL DEFAULT 0',
  'CREATE INDEX segments_unreadable ON segments (channel, started_at, ended_at) WHERE is_unreadable = 1',
  'CREATE INDEX events_by_channel_time ON events (channel, at)',
];
