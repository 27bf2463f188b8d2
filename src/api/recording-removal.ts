import { Refused, systemCodeOf } from '../lib/errors.ts';
import { FolderBeneath } from '../lib/folder-beneath.ts';

const NOT_ORDINARY = new Set(['ENOTDIR', 'ELOOP', 'EISDIR']);

/** Unlinks a recording below RECORD_DIR, but only an ordinary file with one name; a file already gone is no error. */
export async function removeRecording(root: string, path: string): Promise<void> {
  await withFile(root, path, async (folder, name) => {
    await folder.unlink(name);
    await folder.sync();
  });
}

/** @throws Refused `path-invalid` for what is no ordinary file: a link, a folder, a file with a second name elsewhere */
export async function demandOrdinary(root: string, path: string): Promise<void> {
  await withFile(root, path, () => Promise.resolve());
}

async function withFile(root: string, path: string, work: (folder: FolderBeneath, name: string) => Promise<void>): Promise<void> {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  try {
    await using folder = await FolderBeneath.open(root, folders);
    const stats = await folder.lstat(name);
    if (!stats.isFile() || stats.nlink !== 1) throw new Refused('path-invalid', 'This is no ordinary file: it is left alone');
    await work(folder, name);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ENOENT') return;
    if (code && NOT_ORDINARY.has(code))
      throw new Refused('path-invalid', 'There is a link on the way to this file: it is left alone', { cause: error });
    throw error;
  }
}
