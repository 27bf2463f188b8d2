import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A row of the catalogue: what it promises of a file. */
export interface Row {
  readonly channel: number;
  /** Below RECORD_DIR. */
  readonly path: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly durationMs: number;
  readonly sizeBytes: number;
  readonly container: 'mkv' | 'mp4';
  readonly isUnreadable: boolean;
  readonly problem: string | null;
}

const SELECT = `SELECT channel, path, started_at AS startedAt, ended_at AS endedAt, duration_ms AS durationMs, size_bytes AS sizeBytes,
  container, is_unreadable AS isUnreadable, problem FROM segments WHERE is_deleting = 0 ORDER BY channel, started_at, id`;

/** Every recording that the catalogue of a product knows, read past the server. */
export function rowsOf(folder: string): Row[] {
  const database = new DatabaseSync(path.join(folder, 'data', 'catalogue.db'), { readOnly: true });
  try {
    database.exec('PRAGMA busy_timeout = 2000');
    return database.prepare(SELECT).all() as unknown as Row[]; // as the statement names them
  } finally {
    database.close();
  }
}
