import { stat } from 'node:fs/promises';
import path from 'node:path';

const FILES = ['catalogue.db', 'catalogue.db-wal', 'catalogue.db-shm'];

/** Bytes of the catalogue's files; null when there are none (it is elsewhere). */
export async function databaseBytes(folder: string): Promise<number | null> {
  const sizes = await Promise.all(
    FILES.map((name) =>
      stat(path.join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return bytes > 0 ? bytes : null;
}
