import path from 'node:path';
import { CannotCreate, messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { closeFolder } from './file-modes.ts';
import { makeFolder } from './make-folder.ts';

export interface DataFolderOptions {
  readonly dataDir: string;
  readonly recordDir: string;
  readonly log: Logger;
}

/** Makes DATA_DIR and closes it to others: users' password hashes and the secret key lie there. @throws CannotCreate */
export async function openDataFolder({ dataDir, recordDir, log }: DataFolderOptions): Promise<void> {
  await makeFolder(dataDir, 0o700).catch((cause: unknown) => {
    throw new CannotCreate(`DATA_DIR ${dataDir} cannot be made: ${messageOf(cause)}. Make it, or choose another folder.`, { cause });
  });
  const keepGroup = `${path.resolve(recordDir)}/`.startsWith(`${path.resolve(dataDir)}/`); // who may read the recordings must get through
  try {
    if (await closeFolder(dataDir, { keepGroup })) log.info({ dataDir }, 'DATA_DIR was open to other users and is closed to them');
  } catch (error) {
    log.warn({ dataDir, reason: messageOf(error) }, 'DATA_DIR is open to other users and cannot be closed to them: chmod 700 it');
  }
}
