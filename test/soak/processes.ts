import { globSync, readFileSync, readlinkSync } from 'node:fs';

/** A living process. */
export interface LivingProcess {
  readonly pid: number;
  readonly parent: number;
  /** In ticks since the machine started: tells a process from a later one of the same number. */
  readonly startedAt: string;
  readonly commandLine: string;
  readonly rssBytes: number;
}

/** Everything that runs on this machine. */
export function livingProcesses(): LivingProcess[] {
  return globSync('/proc/[0-9]*').flatMap((folder) => {
    try {
      const stat = readFileSync(`${folder}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z') return [];
      const commandLine = readFileSync(`${folder}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      const rssBytes = Number(fields[21] ?? 0) * 4096;
      return [
        { pid: Number(folder.slice('/proc/'.length)), parent: Number(fields[1]), startedAt: fields[19] ?? '', commandLine, rssBytes },
      ];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

/** A process and all it started that still hang on it. */
export function treeOf(root: number, all = livingProcesses()): LivingProcess[] {
  const wanted = new Set([root]);
  for (let grew = true; grew; ) {
    const more = all.filter(({ pid, parent }) => wanted.has(parent) && !wanted.has(pid));
    for (const { pid } of more) wanted.add(pid);
    grew = more.length > 0;
  }
  return all.filter(({ pid }) => wanted.has(pid));
}

/** Those of them that still live. */
export function stillLiving(former: readonly LivingProcess[]): LivingProcess[] {
  const now = new Map(livingProcesses().map((process) => [process.pid, process]));
  return former.filter(({ pid, startedAt }) => now.get(pid)?.startedAt === startedAt);
}

/** Kind of each open file of a process, with how many there are; empty when it has ended. */
export function openFiles(pid: number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const link of globSync(`/proc/${pid}/fd/*`)) {
    try {
      const target = readlinkSync(link);
      const kind = /^(\w+):\[/.exec(target)?.[1] ?? target;
      counts[kind] = (counts[kind] ?? 0) + 1;
    } catch {
      // closed meanwhile
    }
  }
  return counts;
}

/** Signals a process, if it is there. @returns whether it was */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
