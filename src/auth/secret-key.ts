import { randomBytes } from 'node:crypto';
import { open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { CannotCreate, messageOf, systemCodeOf } from '../lib/errors.ts';

const SHORTEST = 32;

export interface SecretKey {
  readonly key: string;
  readonly isNew: boolean;
}

/**
 * The key kept in DATA_DIR/secret-key (0600), made when there is none.
 * @throws CannotCreate when the file can be neither read nor made
 */
export async function keptSecretKey(dataDir: string): Promise<SecretKey> {
  const file = path.join(dataDir, 'secret-key');
  try {
    const kept = await read(file);
    if (kept && kept.length >= SHORTEST) return { key: kept, isNew: false };
    if (kept !== null) await rm(file); // cut short by a power cut at the first start: signed-in people only need a new CSRF token
    return await create(file);
  } catch (cause) {
    throw new CannotCreate(
      `DATA_DIR: the secret key cannot be kept in ${file} (${messageOf(cause)}). Make the folder writable, or set SECRET_KEY`,
      {
        cause,
      },
    );
  }
}

async function read(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function create(file: string): Promise<SecretKey> {
  const key = randomBytes(32).toString('base64url');
  await using handle = await open(file, 'wx', 0o600);
  await handle.writeFile(`${key}\n`);
  await handle.sync();
  return { key, isNew: true };
}
