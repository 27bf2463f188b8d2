/**
 * The thread that watches the main thread: `lib/watchdog.ts` starts it. When no beat has come for so long, it notes where the main thread
 * stands and ends the process: nobody else can, because signals are heard by the main thread.
 */
import { write } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector';
import { workerData } from 'node:worker_threads';
import type { WatchdogOrder } from './watchdog.ts';

/** A disk or a terminal that hangs as well must not keep the process alive. */
const TELL_WITHIN_MS = 3_000;
const LOOK_WITHIN_MS = 1_500;
const MOST_FRAMES = 20;
const HALTS = 20;
const STANDARD_ERROR = 2;

const { beats, limitMs, lookMs, noteFile } = workerData as WatchdogOrder; // what Watchdog.start gave
let seen = -1;
let seenAt = performance.now();
let lookedAt = seenAt;
const timer = setInterval(look, lookMs);

function look(): void {
  const now = performance.now();
  const count = Atomics.load(beats, 0);
  const wasStill = now - lookedAt > 3 * lookMs; // so were we: the whole process was stopped, or the machine slept
  if (count !== seen || wasStill) [seen, seenAt] = [count, now];
  lookedAt = now;
  if (now - seenAt < limitMs) return;
  clearInterval(timer);
  void Promise.race([tell(now - seenAt), after(TELL_WITHIN_MS)]).finally(() => process.kill(process.pid, 'SIGKILL'));
}

async function tell(stillMs: number): Promise<void> {
  const note = { at: Date.now(), stillMs: Math.round(stillMs), stack: await stackOfMain() };
  const line = {
    level: 60,
    time: new Date(note.at).toISOString(),
    ...note,
    msg: 'the server has stood still and is ended by its watchdog',
  };
  await Promise.allSettled([
    writeFile(noteFile, JSON.stringify(note), { mode: 0o600 }),
    new Promise((done) => write(STANDARD_ERROR, `${JSON.stringify(line)}\n`, done)),
  ]);
}

/**
 * Which functions the main thread is in: the debugger halts it wherever it is, in a loop too. Halted several times, because between two turns of
 * a loop that only waits there is nothing of ours to see.
 */
async function stackOfMain(): Promise<readonly string[]> {
  const session = new Session();
  session.connectToMainThread();
  const places = new Set<string>();
  const { promise, resolve } = Promise.withResolvers<void>();
  let halts = 0;
  session.on('Debugger.paused', ({ params }) => {
    for (const { functionName, url, location } of params.callFrames.slice(0, MOST_FRAMES))
      places.add(`${functionName || 'anonymous'} ${url}:${location.lineNumber + 1}`);
    if (++halts >= HALTS) resolve();
    session.post(halts < HALTS ? 'Debugger.stepInto' : 'Debugger.resume');
  });
  session.post('Debugger.enable');
  session.post('Debugger.pause');
  await Promise.race([promise, after(LOOK_WITHIN_MS)]);
  return [...places];
}

function after(ms: number): Promise<undefined> {
  return new Promise((done) => setTimeout(() => done(undefined), ms));
}
