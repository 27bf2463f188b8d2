import { open } from 'node:fs/promises';

/** Makes sure that the names of a folder's files survive a power cut; a file's own bytes are synced with it. @throws the system's error */
export async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}
