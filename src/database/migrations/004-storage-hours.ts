/** Storage hour by hour: how it was, and what cleanup removed. */
export const storageHours: readonly string[] = [
  `CREATE TABLE storage_hours (
     hour INTEGER PRIMARY KEY,
     used_bytes INTEGER,
     free_bytes INTEGER,
     total_bytes INTEGER,
     removed_segments INTEGER NOT NULL DEFAULT 0,
     removed_bytes INTEGER NOT NULL DEFAULT 0,
     removed_for_age INTEGER NOT NULL DEFAULT 0,
     removed_for_storage INTEGER NOT NULL DEFAULT 0,
     removed_for_free INTEGER NOT NULL DEFAULT 0
   ) STRICT`,
];
