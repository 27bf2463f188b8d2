import { readFileSync } from 'node:fs';
import { type Clock, rest } from '../../lib/clock.ts';
import { ChildFailed, HubUnreachable, messageOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/log.ts';
import { Patience } from '../../lib/patience.ts';
import { runChild } from '../../lib/process/child.ts';
import { supervise } from '../../lib/supervise.ts';
import type { Go2rtcClient } from './go2rtc-client.ts';
import { MemoryWatch } from './memory-watch.ts';

const PROBE_EVERY_MS = 2000;
const PROBE_WITHIN_MS = 1500;
const FIRST_PROBE_WITHIN_MS = 1000;
const PROBES_MISSED = 3;
const START_WITHIN_MS = 15_000;
const GRACE_MS = 2000;

export interface Go2rtcProcessOptions {
  /** Above it viewers are sent away; go2rtc goes on, because it carries the recordings. Peers that never connect take up to 14 MB each (measured). */
  readonly memoryLimitBytes: () => number;
  /** It has begun or ceased to take more. */
  readonly onHeavy: (isHeavy: boolean) => void;
  readonly binary: string;
  readonly configPath: string;
  readonly client: Go2rtcClient;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onUp: (version: string) => void;
  readonly onDown: (reason: string) => void;
  /** Each line of its JSON log. */
  readonly onLine: (line: string) => void;
}

/** Keeps go2rtc alive until the signal aborts: a dead one is back in a second, one that hangs is ended after three missed probes. */
export function keepGo2rtcAlive(options: Go2rtcProcessOptions, signal: AbortSignal): Promise<void> {
  return supervise((life) => liveOnce(options, life), {
    signal,
    clock: options.clock,
    backoff: [200, 500, 1000, 2000, 5000],
    healthyAfterMs: 10_000,
    onEnd: ({ error, delayMs, attempt }) => {
      options.log.warn({ error: messageOf(error), delayMs, attempt }, 'go2rtc exited and is started again');
      return undefined;
    },
  });
}

async function liveOnce(options: Go2rtcProcessOptions, signal: AbortSignal): Promise<void> {
  const hung = new AbortController();
  const ended = new AbortController();
  let pid: number | undefined;
  const child = runChild(
    { program: options.binary, args: ['-config', options.configPath] },
    {
      signal: AbortSignal.any([signal, hung.signal]),
      graceMs: GRACE_MS,
      onStdout: options.onLine,
      onStderr: options.onLine,
      throughFiles: true, // while we stand still, it must go on relaying
      onStart: (started) => {
        pid = started;
      },
    },
  );
  const watching = watch(options, () => pid, AbortSignal.any([signal, ended.signal])).catch((error: unknown) => hung.abort(error));
  const exit = await child.finally(() => ended.abort());
  await watching;
  if (signal.aborted) return;
  const error = hung.signal.aborted
    ? hung.signal.reason
    : new ChildFailed('go2rtc ended by itself', { data: { code: exit.code, signal: exit.signal } });
  options.onDown(messageOf(error));
  throw error;
}

/** Says when the API answers as ours, then probes it. @throws HubUnreachable when it does not come up or stops answering */
async function watch(options: Go2rtcProcessOptions, pidOf: () => number | undefined, signal: AbortSignal): Promise<void> {
  const { clock, onUp } = options;
  const memory = new MemoryWatch(options.memoryLimitBytes);
  const version = await firstAnswer(options, signal);
  if (version === undefined) return;
  onUp(version);
  const patience = new Patience({ clock, tickMs: PROBE_EVERY_MS + PROBE_WITHIN_MS });
  let missed = 0;
  while (!signal.aborted) {
    await rest(clock, PROBE_EVERY_MS, signal);
    if (signal.aborted) return;
    const isThere = await answers(options.client);
    patience.tick();
    if (isThere) missed = 0;
    else if (!patience.isLate) missed++; // while we stood still ourselves, its answer could not be heard
    if (missed >= PROBES_MISSED) throw new HubUnreachable('go2rtc hangs: it does not answer any more');
    weigh(options, memory, residentBytes(pidOf()));
  }
}

function weigh({ clock, log, memoryLimitBytes, onHeavy }: Go2rtcProcessOptions, memory: MemoryWatch, memoryBytes: number): void {
  const change = memory.look(memoryBytes, clock.monotonic());
  if (change === undefined) return;
  const data = { memoryBytes, memoryLimitBytes: memoryLimitBytes() };
  if (change === 'heavy') log.error(data, 'go2rtc takes too much memory: live views are ended and none is opened until it takes less');
  else log.info(data, 'go2rtc takes less memory: live views are opened again');
  onHeavy(change === 'heavy');
}

async function firstAnswer({ client, clock, configPath }: Go2rtcProcessOptions, signal: AbortSignal): Promise<string | undefined> {
  const patience = new Patience({ clock, tickMs: FIRST_PROBE_WITHIN_MS });
  while (!signal.aborted) {
    const info = await client.info(FIRST_PROBE_WITHIN_MS).catch(() => undefined);
    if (info?.configPath === configPath) return info.version; // another program on this port would not know our file
    patience.tick();
    if (patience.waitedMs > START_WITHIN_MS) throw new HubUnreachable('go2rtc does not come up');
    await rest(clock, 50, signal);
  }
  return undefined;
}

async function answers(client: Go2rtcClient): Promise<boolean> {
  return client.info(PROBE_WITHIN_MS).then(
    () => true,
    () => false,
  );
}

/** Its memory, where the system tells (Linux); 0 elsewhere. */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
