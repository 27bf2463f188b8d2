import { readdirSync, readFileSync } from 'node:fs';

const TICKS_A_SECOND = 100; // Linux: sysconf(_SC_CLK_TCK) is 100 on every platform Node runs on

/** What a process has used so far. */
export interface ProcessFigures {
  readonly pid: number;
  readonly commandLine: string;
  readonly cpuSeconds: number;
  /** Of the children that have ended and were awaited. */
  readonly endedChildrenCpuSeconds: number;
  /** Proportional set size: what several processes share (ffmpeg's libraries) counts once in all. */
  readonly memoryBytes: number;
  /** Bytes handed to write(), to whatever. */
  readonly writtenBytes: number;
}

/** Figures of a process and all its descendants, from /proc (Linux only). */
export function figuresOfTree(root: number): ProcessFigures[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => figuresOf(Number(pid)));
  const wanted = new Set([root]);
  for (let grew = true; grew; ) {
    const more = all.filter(({ pid, parent }) => wanted.has(parent) && !wanted.has(pid));
    for (const { pid } of more) wanted.add(pid);
    grew = more.length > 0;
  }
  return all.filter(({ pid }) => wanted.has(pid));
}

function figuresOf(pid: number): (ProcessFigures & { parent: number })[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    const io = readFileSync(`/proc/${pid}/io`, 'utf8');
    const memory = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return [
      {
        pid,
        parent: fields[1] ?? 0,
        commandLine,
        cpuSeconds: ((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS_A_SECOND,
        endedChildrenCpuSeconds: ((fields[13] ?? 0) + (fields[14] ?? 0)) / TICKS_A_SECOND,
        memoryBytes: Number(/^Pss:\s+(\d+)/m.exec(memory)?.[1] ?? 0) * 1024,
        writtenBytes: Number(/wchar: (\d+)/.exec(io)?.[1] ?? 0),
      },
    ];
  } catch {
    return []; // it has ended meanwhile
  }
}
