/** Exports that can be seen by link, and how exports are cut. */
export const shares: readonly string[] = [
  "ALTER TABLE exports ADD COLUMN cut TEXT NOT NULL DEFAULT 'keyframes'",
  `CREATE TABLE shares (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     export_id INTEGER NOT NULL REFERENCES exports (id) ON DELETE CASCADE,
     token_hash TEXT NOT NULL UNIQUE,
     note TEXT NOT NULL,
     pin_hash TEXT CHECK (pin_hash IS NULL OR pin_hash LIKE '$%'),
     wrong_pins INTEGER NOT NULL DEFAULT 0,
     created_by TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     expires_at INTEGER NOT NULL,
     views INTEGER NOT NULL DEFAULT 0,
     last_viewed_at INTEGER
   ) STRICT`,
  'CREATE INDEX shares_by_export ON shares (export_id, expires_at)',
];
