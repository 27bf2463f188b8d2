import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import os from 'node:os';
import type { Readable } from 'node:stream';

const LAST_WORDS = 12;
const SETPRIV = '/usr/bin/setpriv';

/** A program and its arguments; never a shell, never a secret among the arguments. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Variables added to the trimmed environment that children get. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ChildOptions {
  /** Aborting asks the child to end with SIGTERM. */
  readonly signal: AbortSignal;
  /** How long it may take to end after being asked, before SIGKILL. */
  readonly graceMs: number;
  /** Asks a second time after so long: ffmpeg that waits for its source obeys only then, but still closes its file. */
  readonly insistAfterMs?: number;
  /** Called with each line of standard output. */
  readonly onStdout?: (line: string) => void;
  /** Called with each line of standard error. */
  readonly onStderr?: (line: string) => void;
  /** Takes standard output as bytes instead of lines; the child is reaped when it has read all. */
  readonly readStdout?: (stream: Readable) => Promise<void>;
  /** Told the process id when the child lives. */
  readonly onStart?: (pid: number) => void;
  /** Scheduling priority, -20 (urgent) to 19 (when nobody else wants to). */
  readonly niceness?: number;
}

/** How a child ended. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** We asked it to end, so whatever code it gave is obedience. */
  readonly wasAsked: boolean;
  /** The last lines of standard error. */
  readonly lastWords: readonly string[];
}

/**
 * Runs a program until it ends: asks with SIGTERM when the signal aborts, kills after the grace, always drains both pipes
 * (64 KiB of unread errors freeze ffmpeg) and always reaps.
 * @throws the system's error when the program cannot be started, or what `readStdout` throws (the child is ended first)
 */
export async function runChild(command: Command, options: ChildOptions): Promise<ChildExit> {
  const lastWords: string[] = [];
  const life = new AbortController();
  const signal = AbortSignal.any([options.signal, life.signal]);
  const { program, args } = dyingWithUs(command);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: environmentFor(command) });
  const exited = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  exited.catch(() => undefined); // awaited below; a failed start must not be an unhandled rejection meanwhile
  await once(child, 'spawn');
  const stopAsking = endWith(child, signal, options);
  try {
    begin(child, options);
    readLines(child.stderr, (line) => {
      lastWords.push(line);
      if (lastWords.length > LAST_WORDS) lastWords.shift();
      options.onStderr?.(line);
    });
    if (options.readStdout) await options.readStdout(child.stdout).catch((error: unknown) => fail(error, life, exited));
    else readLines(child.stdout, (line) => options.onStdout?.(line));
    const [code, endSignal] = await exited;
    return { code, signal: endSignal, wasAsked: signal.aborted, lastWords };
  } finally {
    stopAsking();
  }
}

async function fail(error: unknown, life: AbortController, exited: Promise<unknown>): Promise<never> {
  life.abort();
  await exited;
  throw error;
}

function begin(child: ChildProcess, { niceness, onStart }: ChildOptions): void {
  if (child.pid === undefined) return;
  if (niceness !== undefined) lowerPriority(child.pid, niceness);
  onStart?.(child.pid);
}

function lowerPriority(pid: number, niceness: number): void {
  try {
    os.setPriority(pid, niceness);
  } catch {
    // it has ended already, or the system does not allow it: the work is right either way
  }
}

/** Node may be killed; the kernel then ends its children, so that no orphan goes on writing into a folder of the next run. */
function dyingWithUs({ program, args }: Command): { program: string; args: readonly string[] } {
  if (!existsSync(SETPRIV)) return { program, args };
  return { program: SETPRIV, args: ['--pdeathsig', 'TERM', '--', program, ...args] };
}

function environmentFor({ env }: Command): NodeJS.ProcessEnv {
  const { PATH, TZ, HOME, LANG, LD_LIBRARY_PATH } = process.env;
  return { PATH, HOME, LANG, ...(TZ && { TZ }), ...(LD_LIBRARY_PATH && { LD_LIBRARY_PATH }), ...env };
}

/** @returns a function that cancels the asking, for when the child is gone */
function endWith(child: ChildProcess, signal: AbortSignal, { graceMs, insistAfterMs }: ChildOptions): () => void {
  let killer: NodeJS.Timeout | undefined;
  let insisting: NodeJS.Timeout | undefined;
  const ask = (): void => {
    child.kill('SIGTERM');
    child.kill('SIGCONT'); // a stopped process cannot obey
    killer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    if (insistAfterMs !== undefined) insisting = setTimeout(() => child.kill('SIGTERM'), insistAfterMs);
  };
  if (signal.aborted) ask();
  else signal.addEventListener('abort', ask, { once: true });
  return () => {
    clearTimeout(killer);
    clearTimeout(insisting);
    signal.removeEventListener('abort', ask);
  };
}

/** Splits at \n and \r, because ffmpeg ends its progress lines with \r. */
function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split(/\r\n|\n|\r/);
    rest = lines.pop() ?? '';
    for (const line of lines) if (line) onLine(line);
  });
  stream.on('end', () => {
    if (rest) onLine(rest);
  });
}
