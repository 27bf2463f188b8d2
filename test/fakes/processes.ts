import { globSync, readFileSync } from 'node:fs';

/** Ids and command lines of all processes that name this text. */
export function processesWith(text: string): { readonly pid: number; readonly line: string }[] {
  return globSync('/proc/[0-9]*/cmdline').flatMap((file) => {
    try {
      const line = readFileSync(file, 'utf8').replaceAll('\0', ' ');
      return line.includes(text) ? [{ pid: Number(file.split('/')[2]), line }] : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

/** The go2rtc of a product that lives in this folder. */
export function hubPid(folder: string): number | undefined {
  return processesWith(`-config ${folder}`).find(({ line }) => /go2rtc/.test(line.split(' ')[0] ?? ''))?.pid;
}
