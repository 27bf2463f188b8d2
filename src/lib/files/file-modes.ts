import { chmod, stat } from 'node:fs/promises';

/** What nobody but owner and group may do with files made from now on, and the group not write. */
const KEPT_FROM_OTHERS = 0o027;
const OTHERS = 0o007;
const GROUP_AND_OTHERS = 0o077;

/** Files of this process and its children are from now on for its user, and readable for its group; a stricter umask stays. */
export function keepFilesFromOthers(): void {
  const before = process.umask(KEPT_FROM_OTHERS);
  process.umask(before | KEPT_FROM_OTHERS);
}

/** Whether users outside owner and group may do anything with it. @throws the system's error */
export async function isOpenToOthers(place: string): Promise<boolean> {
  return ((await stat(place)).mode & OTHERS) !== 0;
}

/** Takes others' rights off a folder, and its group's unless it shall keep them. @returns whether it had any. @throws the system's error */
export async function closeFolder(folder: string, { keepGroup = false } = {}): Promise<boolean> {
  const { mode } = await stat(folder);
  const surplus = mode & (keepGroup ? OTHERS : GROUP_AND_OTHERS);
  if (surplus !== 0) await chmod(folder, mode & 0o7777 & ~surplus);
  return surplus !== 0;
}
