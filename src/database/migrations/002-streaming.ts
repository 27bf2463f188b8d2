/** Which key is streamed with and since when, kept over a restart, and what happened to the stream. */
export const streaming: readonly string[] = [
  `CREATE TABLE streaming_schedule (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     key_number INTEGER NOT NULL CHECK (key_number IN (1, 2)),
     key_since INTEGER,
     is_stopped INTEGER NOT NULL DEFAULT 0
   ) STRICT`,
  `CREATE TABLE streaming_history (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     at INTEGER NOT NULL,
     kind TEXT NOT NULL,
     key_number INTEGER,
     reason TEXT,
     text TEXT NOT NULL
   ) STRICT`,
];
