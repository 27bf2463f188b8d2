import type { ColumnType, Generated } from 'kysely';
import { type ColumnsOf, kept, mayBeLost, rebuilt, table } from './fate.ts';

/**
 * Each table in one place: its columns, the migration that makes it, what it holds, and what becomes of it when the database is damaged
 * or gone. Salvage, the copy beside the database and docs/operate.md follow from it. Times are epoch milliseconds, flags 0 or 1; the
 * comments say what the database itself cannot.
 */

interface MetaTable {
  key: string;
  value: string;
}
const meta = table<MetaTable>({
  since: '001-first',
  holds: 'facts about this installation: the id of the recording disk, alarms that last, whose password was generated',
  fate: kept('key'),
});

interface SegmentsTable {
  id: Generated<number>;
  channel: number;
  /** Below RECORD_DIR, with `/`. */
  path: string;
  /** The local date in the path, which is the day a recording is listed under. */
  date: string;
  started_at: number;
  ended_at: number;
  duration_ms: number;
  /** Its length. */
  size_bytes: number;
  /** What it takes of the disk; null: as much as it is long. */
  disk_bytes: ColumnType<number | null, number | null | undefined, number | null>;
  container: 'mkv' | 'mp4';
  problem: string | null;
  /** Marked: its file is being unlinked; it is shown nowhere any more. */
  is_deleting: ColumnType<number, number | undefined, number>;
  conversion_attempts: ColumnType<number, number | undefined, number>;
  next_conversion_at: ColumnType<number, number | undefined, number>;
  /** Nothing of its file can be read. */
  is_unreadable: ColumnType<number, number | undefined, number>;
  /** Why it cannot be played, by the code of the API; null where it can. */
  unplayable: ColumnType<string | null, string | null | undefined, string | null>;
}
const segments = table<SegmentsTable>({ since: '001-first', holds: 'which recordings there are', fate: rebuilt });

/** Apart from `segments`, so that lists of segments do not read past fragment indexes. */
interface SegmentMediaTable {
  segment_id: number;
  codec_configuration_id: number | null;
  fragment_index: Uint8Array | null;
  /** JSON: TrackFacts[]. */
  tracks: string;
}
const segmentMedia = table<SegmentMediaTable>({
  since: '001-first',
  holds: 'where in a recording each group of pictures lies',
  fate: rebuilt,
});

interface CodecConfigurationsTable {
  id: Generated<number>;
  /** Of `init`, in hex. */
  sha256: string;
  init: Uint8Array;
}
const codecConfigurations = table<CodecConfigurationsTable>({ since: '001-first', holds: 'how recordings are decoded', fate: rebuilt });

/** Running totals of the rows in `segments` that are not being deleted, kept in the same transactions. */
interface ChannelDaysTable {
  channel: number;
  date: string;
  segments: number;
  bytes: number;
  duration_ms: number;
}
const channelDays = table<ChannelDaysTable>({ since: '001-first', holds: 'how much each camera recorded on each day', fate: rebuilt });

interface GapsTable {
  id: Generated<number>;
  channel: number;
  from_at: number;
  to_at: number;
  reason: string;
}
const gaps = table<GapsTable>({
  since: '001-first',
  holds: 'why something was not recorded',
  fate: kept('id', { newest: 1_000, copied: 'hourly' }),
});

interface EventsTable {
  id: Generated<number>;
  at: number;
  kind: string;
  channel: number | null;
  text: string;
  /** JSON object of plain values. */
  data: string;
}
const events = table<EventsTable>({ since: '001-first', holds: 'what happened, and what people did', fate: kept('id', { newest: 1_000 }) });

interface ProtectionsTable {
  id: Generated<number>;
  channel: number;
  from_at: number;
  to_at: number;
  note: string;
  created_by: string;
  created_at: number;
}
const protections = table<ProtectionsTable>({ since: '001-first', holds: 'spans that people protect from deletion', fate: kept('id') });

interface CameraStatusTable {
  channel: number;
  phase: string;
  reason: string | null;
  detail: string | null;
  since: number | null;
  next_try_at: number | null;
  running_path: string | null;
  running_started_at: number | null;
  online: ColumnType<number, number | undefined, number>;
  video_codec: string | null;
  audio_codec: string | null;
  bitrate_bps: number | null;
  /** The latest trouble told, whatever came after: names the gap it made. */
  trouble_reason: string | null;
  trouble_at: number | null;
}
const cameraStatus = table<CameraStatusTable>({ since: '001-first', holds: 'what each camera is doing now', fate: mayBeLost });

interface UsersTable {
  name: string;
  /** Never plain text. */
  password_hash: string;
  created_at: number;
}
const users = table<UsersTable>({ since: '001-first', holds: 'passwords, hashed', fate: kept('name') });

interface SessionsTable {
  /** SHA-256 of the cookie's value. */
  id_hash: string;
  user: string;
  csrf_salt: string;
  created_at: number;
  last_seen_at: number;
  address: string | null;
  user_agent: string | null;
}
const sessions = table<SessionsTable>({ since: '001-first', holds: 'who is signed in: everybody signs in again', fate: mayBeLost });

interface LoginAttemptsTable {
  /** What is counted, for instance `address:192.168.1.7` or `account:admin`. */
  key: string;
  window_start: number;
  count: number;
}
const loginAttempts = table<LoginAttemptsTable>({
  since: '001-first',
  holds: 'wrong passwords of the last quarter of an hour',
  fate: mayBeLost,
});

/** One row. */
interface StreamingScheduleTable {
  id: number;
  /** 1 or 2; the key itself is in no table. */
  key_number: number;
  /** When the first session with this key began; null before that. */
  key_since: number | null;
  is_stopped: ColumnType<number, number | undefined, number>;
}
const streamingSchedule = table<StreamingScheduleTable>({
  since: '002-streaming',
  holds: 'whether a person stopped the stream, and which key is next',
  fate: kept('id'),
});

interface StreamingHistoryTable {
  id: Generated<number>;
  at: number;
  kind: string;
  key_number: number | null;
  reason: string | null;
  text: string;
}
const streamingHistory = table<StreamingHistoryTable>({
  since: '002-streaming',
  holds: 'what happened to the stream',
  fate: kept('id', { copied: 'hourly' }),
});

interface StorageHoursTable {
  /** Where it begins. */
  hour: number;
  /** Null: nobody looked. */
  used_bytes: ColumnType<number | null, number | null | undefined, number | null>;
  free_bytes: ColumnType<number | null, number | null | undefined, number | null>;
  total_bytes: ColumnType<number | null, number | null | undefined, number | null>;
  removed_segments: ColumnType<number, number | undefined, number>;
  removed_bytes: ColumnType<number, number | undefined, number>;
  /** Segments, by why cleanup removed them. */
  removed_for_age: ColumnType<number, number | undefined, number>;
  removed_for_storage: ColumnType<number, number | undefined, number>;
  removed_for_free: ColumnType<number, number | undefined, number>;
}
const storageHours = table<StorageHoursTable>({
  since: '004-storage-hours',
  holds: 'storage hour by hour',
  fate: kept('hour', { newest: 744, copied: 'hourly' }),
});

interface ExportsTable {
  id: Generated<number>;
  /** JSON: numbers. */
  channels: string;
  from_at: number;
  to_at: number;
  state: string;
  /** Why it failed, for people. */
  problem: string | null;
  created_by: string;
  created_at: number;
  finished_at: number | null;
  size_bytes: ColumnType<number, number | undefined, number>;
  /** JSON: what the room `playback` knows of each file. */
  files: ColumnType<string, string | undefined, string>;
  cut: ColumnType<string, string | undefined, string>;
}
const exports = table<ExportsTable>({
  since: '003-exports',
  holds: 'what people asked to take away; finished exports are also found again in their folders',
  fate: kept('id'),
});

interface SharesTable {
  id: Generated<number>;
  export_id: number;
  /** SHA-256 of the link's token. */
  token_hash: string;
  note: string;
  /** Never plain digits. */
  pin_hash: string | null;
  wrong_pins: ColumnType<number, number | undefined, number>;
  created_by: string;
  created_at: number;
  expires_at: number;
  views: ColumnType<number, number | undefined, number>;
  last_viewed_at: number | null;
}
const shares = table<SharesTable>({ since: '005-shares', holds: 'links to exports', fate: kept('id') });

/** Every table of the catalogue's database; whoever is referred to stands before whoever refers. */
export const TABLES = {
  meta,
  segments,
  codec_configurations: codecConfigurations,
  segment_media: segmentMedia,
  channel_days: channelDays,
  gaps,
  events,
  protections,
  camera_status: cameraStatus,
  users,
  sessions,
  login_attempts: loginAttempts,
  streaming_schedule: streamingSchedule,
  streaming_history: streamingHistory,
  storage_hours: storageHours,
  exports,
  shares,
};

export type TableName = keyof typeof TABLES;

/** As Kysely sees them. */
export type Tables = { [T in TableName]: ColumnsOf<(typeof TABLES)[T]> };
