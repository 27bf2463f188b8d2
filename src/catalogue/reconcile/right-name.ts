import { lstat, rename } from 'node:fs/promises';
import path from 'node:path';
import { systemCodeOf } from '../../lib/errors.ts';
import type { Container } from '../../lib/files/container.ts';
import { makeFolder } from '../../lib/files/make-folder.ts';
import { formatSegmentName, parseSegmentPath } from '../../lib/files/segment-name.ts';

const STEM_WITH_OFFSET = /^(.*\/\d{6}[+-]\d{4})(?:_\d+)?$/;
/** More digits are no name of ours any more. */
const MOST = 9_999;

/** The name a recording has with us: small letters, and the extension that its content calls for. */
export function rightName(file: string, container: Container | null): string {
  const extension = container ?? path.posix.extname(file).slice(1).toLowerCase();
  return `${file.slice(0, -4)}.${extension}`;
}

/** Gives a file another name, or where that is taken the next one like it: nothing is ever overwritten. @returns the name it has now */
export async function giveName(root: string, file: string, wanted: string, timeZone: string): Promise<string> {
  const target = (await isFree(root, wanted)) ? wanted : await nextFreeName(root, wanted, timeZone);
  await makeFolder(path.dirname(path.join(root, target)));
  await rename(path.join(root, file), path.join(root, target));
  return target;
}

/** Of a name that is taken: `…_2.mp4`, `…_3.mp4`, whose stem nobody else has. */
export async function nextFreeName(root: string, wanted: string, timeZone: string): Promise<string> {
  const stem = wanted.slice(0, -4);
  const parsed = parseSegmentPath(wanted, timeZone);
  // only names with an offset may be numbered
  const base = STEM_WITH_OFFSET.exec(stem)?.[1] ?? (parsed && formatSegmentName(parsed.channel, parsed.startedAt, timeZone)) ?? stem;
  for (let number = 2; number <= MOST; number++) {
    const candidate = `${base}_${number}`;
    const taken = await Promise.all(['mkv', 'mp4', 'MKV', 'MP4'].map((extension) => isFree(root, `${candidate}.${extension}`)));
    if (taken.every(Boolean)) return `${candidate}${wanted.slice(-4)}`;
  }
  throw new Error(`there is no free name like ${wanted}`);
}

async function isFree(root: string, file: string): Promise<boolean> {
  return await lstat(path.join(root, file)).then(
    () => false,
    (error: unknown) => {
      if (systemCodeOf(error) === 'ENOENT') return true;
      throw error;
    },
  );
}
