import { access, rename } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../lib/make-folder.ts';

const FOLDER = '.quarantine';

/** Moves what is no recording out of the way, keeping its path; nothing there is ever overwritten. @returns where it is, below the root */
export async function quarantine(root: string, segmentPath: string): Promise<string> {
  const target = await freeName(root, `${FOLDER}/${segmentPath}`);
  await makeFolder(path.dirname(path.join(root, target)));
  await rename(path.join(root, segmentPath), path.join(root, target));
  return target;
}

async function freeName(root: string, wanted: string): Promise<string> {
  const { dir, name, ext } = path.posix.parse(wanted);
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? wanted : `${dir}/${name}_${number}${ext}`;
    const isFree = await access(path.join(root, candidate)).then(
      () => false,
      () => true,
    );
    if (isFree) return candidate;
  }
}
