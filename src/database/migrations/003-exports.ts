/** What people asked to take away as files. */
export const exports: readonly string[] = [
  `CREATE TABLE exports (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     channels TEXT NOT NULL,
     from_at INTEGER NOT NULL,
     to_at INTEGER NOT NULL CHECK (to_at > from_at),
     state TEXT NOT NULL,
     problem TEXT,
     created_by TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     finished_at INTEGER,
     size_bytes INTEGER NOT NULL DEFAULT 0,
     files TEXT NOT NULL DEFAULT '[]'
   ) STRICT`,
];
