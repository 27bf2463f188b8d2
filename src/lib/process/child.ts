import { type ChildProcess, type ChildProcessByStdio, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { LineFile } from '../files/line-file.ts';
import { type ChildLimits, watchLimits } from './child-limits.ts';
import { LineSplitter } from './line-splitter.ts';

const LAST_WORDS = 12;
const LAST_WORD_LENGTH = 2000;
const SETPRIV = '/usr/bin/setpriv';

/** A program and its arguments; never a shell, never a secret among the arguments. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Variables added to the trimmed environment that children get. */
  readonly env?: Readonly<Record<string, string>>;
  /** It has a file to close: when this process is killed it is asked to end. Every other child is killed then, too. */
  readonly closesFile?: boolean;
}

export interface ChildOptions extends ChildLimits {
  /** Aborting asks the child to end with SIGTERM. */
  readonly signal: AbortSignal;
  /** How long it may take to end after being asked, before SIGKILL. */
  readonly graceMs: number;
  /** Asks a second time after so long: ffmpeg that waits for its source obeys only then, but still closes its file. */
  readonly insistAfterMs?: number | (() => number);
  /** Called with each line of standard output. */
  readonly onStdout?: (line: string) => void;
  /** Called with each line of standard error. */
  readonly onStderr?: (line: string) => void;
  /** Takes standard output as bytes instead of lines; the child is reaped when it has read all. */
  readonly readStdout?: (stream: Readable) => Promise<void>;
  /** An open file the child writes its standard output into by itself, at the place where the file stands: then nobody reads it here. */
  readonly stdoutTo?: number;
  /**
   * Its lines go through files instead of pipes, so that it never waits for us: for programs that record. A function is told how to read at once
   * what has been written so far.
   */
  readonly throughFiles?: true | ((readNow: () => void) => void);
  /** With files: so many lines come on standard output that they are looked at four times a second rather than at each. */
  readonly stdoutIsBusy?: boolean;
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
 * (64 KiB of unread errors freeze ffmpeg) and always reaps. It leads a process group of its own: Ctrl-C in the terminal
 * reaches only us, and what it started itself ends with it.
 * @throws the system's error when the program cannot be started, what a callback throws, or ChildFailed at a limit (the child is ended first)
 */
export async function runChild(command: Command, options: ChildOptions): Promise<ChildExit> {
  const lastWords: string[] = [];
  const life = new AbortController();
  const signal = AbortSignal.any([options.signal, life.signal]);
  const failures: unknown[] = [];
  const fail = (error: unknown): void => {
    failures.push(error);
    life.abort();
  };
  const onStdout = (line: string): void => guard(fail, () => options.onStdout?.(line));
  const onStderr = (line: string): void => {
    lastWords.push(line.slice(0, LAST_WORD_LENGTH));
    if (lastWords.length > LAST_WORDS) lastWords.shift();
    guard(fail, () => options.onStderr?.(line));
  };
  using files = options.throughFiles && new OutputFiles(onStdout, onStderr, options.stdoutIsBusy);
  const { child, exited } = await start(command, files ?? { stdout: options.stdoutTo });
  const stopAsking = endWith(child, signal, options);
  const unwatch =
    child.pid === undefined ? undefined : watchLimits({ pid: child.pid, name: path.basename(command.program) }, options, fail);
  try {
    guard(fail, () => begin(child, options));
    if (files && typeof options.throughFiles === 'function') options.throughFiles(() => files.read());
    if (child.stderr) readLines(child.stderr, onStderr);
    if (child.stdout && options.readStdout) {
      await Promise.resolve(child.stdout).then(options.readStdout).catch(fail);
      child.stdout.resume(); // whatever it left unread would keep the child from ending
    } else if (child.stdout) readLines(child.stdout, onStdout);
    const [code, endSignal] = await exited;
    files?.[Symbol.dispose]();
    if (failures.length > 0) throw failures[0];
    return { code, signal: endSignal, wasAsked: signal.aborted, lastWords };
  } finally {
    unwatch?.();
    stopAsking();
  }
}

/** Both outputs of a child, each in a file. */
class OutputFiles implements Disposable {
  readonly #stdout: LineFile;
  readonly #stderr: LineFile;

  constructor(onStdout: (line: string) => void, onStderr: (line: string) => void, stdoutIsBusy = false) {
    this.#stdout = LineFile.open(onStdout, stdoutIsBusy);
    this.#stderr = LineFile.open(onStderr);
  }

  get stdout(): number {
    return this.#stdout.descriptor;
  }

  get stderr(): number {
    return this.#stderr.descriptor;
  }

  read(): void {
    this.#stdout.read();
    this.#stderr.read();
  }

  [Symbol.dispose](): void {
    this.#stdout[Symbol.dispose]();
    this.#stderr[Symbol.dispose]();
  }
}

/** A callback runs in the middle of somebody else's event: what it throws there would end the whole process. */
function guard(fail: (error: unknown) => void, call: () => void): void {
  try {
    call();
  } catch (error) {
    fail(error);
  }
}

interface Started {
  readonly child: ChildProcessByStdio<null, Readable | null, Readable | null>;
  readonly exited: Promise<[number | null, NodeJS.Signals | null]>;
}

/** Open files that the child writes into; a pipe where there is none. */
interface OutputTo {
  readonly stdout?: number;
  readonly stderr?: number;
}

async function start(command: Command, { stdout = undefined, stderr = undefined }: OutputTo): Promise<Started> {
  const { program, args } = dyingWithUs(command);
  if (program !== command.program) await demandProgram(command);
  const stdio: StdioOptions = ['ignore', stdout ?? 'pipe', stderr ?? 'pipe'];
  // what comes of these stdio; spawn's own types know no descriptors
  const child = spawn(program, args, { stdio, env: environmentFor(command), detached: true }) as Started['child'];
  const exited = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>; // what 'close' gives
  exited.catch(() => undefined); // awaited later; a failed start must not be an unhandled rejection meanwhile
  child.once('exit', () => tell(child, 'SIGKILL')); // what it leaves behind would hold its pipes open, and us waiting
  await once(child, 'spawn');
  return { child, exited };
}

/** setpriv starts even when the program it is to become does not exist. @throws ENOENT or EACCES, as spawn itself would */
async function demandProgram(command: Command): Promise<void> {
  const { program } = command;
  if (program.includes('/')) return await access(program, constants.X_OK);
  for (const folder of (environmentFor(command).PATH ?? '').split(path.delimiter)) {
    const isHere = await access(path.join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isHere) return;
  }
  throw Object.assign(new Error(`spawn ${program} ENOENT`), { code: 'ENOENT', syscall: 'spawn', path: program });
}

/** Signals the child and all it started. */
function tell({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // all of them have ended
  }
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

/**
 * Node may be killed; the kernel then ends its children, so that no orphan goes on writing into a folder of the next run. A single
 * request is not enough for ffmpeg that waits for more of a file which nobody writes any more.
 */
function dyingWithUs({ program, args, closesFile = false }: Command): { program: string; args: readonly string[] } {
  if (!existsSync(SETPRIV)) return { program, args };
  return { program: SETPRIV, args: ['--pdeathsig', closesFile ? 'TERM' : 'KILL', '--', program, ...args] };
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
    tell(child, 'SIGTERM');
    tell(child, 'SIGCONT'); // a stopped process cannot obey
    killer = setTimeout(() => tell(child, 'SIGKILL'), graceMs);
    if (insistAfterMs !== undefined)
      insisting = setTimeout(() => tell(child, 'SIGTERM'), typeof insistAfterMs === 'function' ? insistAfterMs() : insistAfterMs);
  };
  if (signal.aborted) ask();
  else signal.addEventListener('abort', ask, { once: true });
  return () => {
    clearTimeout(killer);
    clearTimeout(insisting);
    signal.removeEventListener('abort', ask);
  };
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  const splitter = new LineSplitter(onLine);
  stream.on('data', (bytes: Buffer) => splitter.add(bytes));
  stream.on('end', () => splitter.end());
}
