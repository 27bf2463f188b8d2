import { lstatSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The time a disk gives to what changes now, epoch ms: the kernel's, which a clock that is faked for our processes does not move. */
export function diskNow(folder: string): number {
  const file = path.join(folder, '.now');
  writeFileSync(file, '');
  const { ctimeMs } = lstatSync(file);
  rmSync(file);
  return Math.floor(ctimeMs);
}
