import { readFileSync, writeFileSync } from 'node:fs';
import { ChildFailed } from '../errors.ts';

/** What a child may take before it is ended; without a limit it may take all. The recorder's own ffmpeg never gets one. */
export interface ChildLimits {
  /** Of the machine's memory. */
  readonly memoryBytes?: number;
  readonly withinMs?: number;
}

/** Twice and more what ffmpeg 5.1 was seen to take of 4K: copying 90 MB, decoding with 16 threads 0.4 GB, encoding 1.4 to 1.6 GB. */
export const MEMORY_FOR = { copying: 500e6, decoding: 1e9, encoding: 4e9 } as const;

/** Between two looks a program can take what it can fill in this time. */
const LOOK_EVERY_MS = 250;
/** Where the machine itself runs out before, the kernel ends these rather than the server or a recorder; 0 is usual, 1000 first of all. */
const ENDED_EARLIER = '500';

/**
 * Watches a child until it is told to stop: what goes over a limit is given to `onOver`, once.
 * By looking, not by rlimits: these count address space, of which ffmpeg reserves more with each thread, and systemd's filters forbid them.
 */
export function watchLimits(
  { pid, name }: { readonly pid: number; readonly name: string },
  { memoryBytes, withinMs }: ChildLimits,
  onOver: (error: ChildFailed) => void,
): () => void {
  const late = withinMs === undefined ? undefined : setTimeout(() => over(tooLong(name, withinMs)), withinMs);
  const looking = memoryBytes === undefined ? undefined : setInterval(look, LOOK_EVERY_MS, memoryBytes);
  if (memoryBytes !== undefined) offerToKernel(pid);
  const stop = (): void => {
    clearTimeout(late);
    clearInterval(looking);
  };
  return stop;

  function look(most: number): void {
    const bytes = residentBytes(pid);
    if (bytes > most)
      over(
        new ChildFailed(`${name} took ${megabytes(bytes)} of memory, where ${megabytes(most)} are allowed, and was ended`, {
          data: { bytes },
        }),
      );
  }

  function over(error: ChildFailed): void {
    stop();
    onOver(error);
  }
}

function tooLong(name: string, ms: number): ChildFailed {
  const seconds = ms < 10_000 ? (ms / 1000).toFixed(1) : Math.round(ms / 1000);
  return new ChildFailed(`${name} did not end within ${seconds} s and was ended`, { data: { ms } });
}

/** 0 where it has ended, or the system does not tell. */
function residentBytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function offerToKernel(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, ENDED_EARLIER);
  } catch {
    // it has ended already, or this is not Linux
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
