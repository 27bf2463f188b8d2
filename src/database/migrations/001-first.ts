/** The first schema. Never edited once released: what changes is a migration of its own. */
export const first: readonly string[] = [
  'CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID',

  // AUTOINCREMENT: an id is never used again, so a conversion that ends late cannot hit another segment's row
  `CREATE TABLE segments (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     channel INTEGER NOT NULL CHECK (channel > 0),
     path TEXT NOT NULL UNIQUE,
     date TEXT NOT NULL,
     started_at INTEGER NOT NULL,
     ended_at INTEGER NOT NULL CHECK (ended_at >= started_at),
     duration_ms INTEGER NOT NULL,
     size_bytes INTEGER NOT NULL,
     container TEXT NOT NULL CHECK (container IN ('mkv', 'mp4')),
     problem TEXT,
     is_deleting INTEGER NOT NULL DEFAULT 0,
     conversion_attempts INTEGER NOT NULL DEFAULT 0,
     next_conversion_at INTEGER NOT NULL DEFAULT 0
   ) STRICT`,
  // holds all that a timeline asks, so that a day of 16 cameras is read from the index alone
  'CREATE INDEX segments_by_channel_time ON segments (channel, started_at, ended_at, is_deleting)',
  'CREATE INDEX segments_by_day ON segments (channel, date, started_at)',
  'CREATE INDEX segments_by_time ON segments (started_at, size_bytes)',
  "CREATE INDEX segments_to_convert ON segments (started_at, next_conversion_at, conversion_attempts) WHERE container = 'mkv'",
  'CREATE INDEX segments_being_deleted ON segments (id, size_bytes) WHERE is_deleting = 1',

  `CREATE TABLE codec_configurations (
     id INTEGER PRIMARY KEY,
     sha256 TEXT NOT NULL UNIQUE,
     init BLOB NOT NULL
   ) STRICT`,

  `CREATE TABLE segment_media (
     segment_id INTEGER PRIMARY KEY REFERENCES segments (id) ON DELETE CASCADE,
     codec_configuration_id INTEGER REFERENCES codec_configurations (id),
     fragment_index BLOB,
     tracks TEXT NOT NULL
   ) STRICT`,

  `CREATE TABLE channel_days (
     channel INTEGER NOT NULL,
     date TEXT NOT NULL,
     segments INTEGER NOT NULL,
     bytes INTEGER NOT NULL,
     duration_ms INTEGER NOT NULL,
     PRIMARY KEY (channel, date)
   ) STRICT, WITHOUT ROWID`,

  `CREATE TABLE gaps (
     id INTEGER PRIMARY KEY,
     channel INTEGER NOT NULL,
     from_at INTEGER NOT NULL,
     to_at INTEGER NOT NULL CHECK (to_at > from_at),
     reason TEXT NOT NULL
   ) STRICT`,
  'CREATE INDEX gaps_by_channel_time ON gaps (channel, from_at, to_at, reason)',

  `CREATE TABLE events (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     at INTEGER NOT NULL,
     kind TEXT NOT NULL,
     channel INTEGER,
     text TEXT NOT NULL,
     data TEXT NOT NULL
   ) STRICT`,
  'CREATE INDEX events_by_kind ON events (kind, id)',
  'CREATE INDEX events_by_channel ON events (channel, id)',

  `CREATE TABLE protections (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     channel INTEGER NOT NULL,
     from_at INTEGER NOT NULL,
     to_at INTEGER NOT NULL CHECK (to_at > from_at),
     note TEXT NOT NULL,
     created_by TEXT NOT NULL,
     created_at INTEGER NOT NULL
   ) STRICT`,
  'CREATE INDEX protections_by_channel_time ON protections (channel, from_at, to_at)',

  `CREATE TABLE camera_status (
     channel INTEGER PRIMARY KEY,
     phase TEXT NOT NULL,
     reason TEXT,
     detail TEXT,
     since INTEGER,
     next_try_at INTEGER,
     running_path TEXT,
     running_started_at INTEGER,
     online INTEGER NOT NULL DEFAULT 0,
     video_codec TEXT,
     audio_codec TEXT,
     bitrate_bps INTEGER,
     trouble_reason TEXT,
     trouble_at INTEGER
   ) STRICT`,

  `CREATE TABLE users (
     name TEXT PRIMARY KEY,
     password_hash TEXT NOT NULL CHECK (password_hash LIKE '$%'),
     created_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE sessions (
     id_hash TEXT PRIMARY KEY,
     user TEXT NOT NULL,
     csrf_salt TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     last_seen_at INTEGER NOT NULL,
     address TEXT,
     user_agent TEXT
   ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX sessions_by_user ON sessions (user, created_at)',
  `CREATE TABLE login_attempts (
     key TEXT PRIMARY KEY,
     window_start INTEGER NOT NULL,
     count INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX login_attempts_by_time ON login_attempts (window_start)',
];
