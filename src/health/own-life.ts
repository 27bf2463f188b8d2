import { url as inspectorUrl } from 'node:inspector';
import path from 'node:path';
import type { EventTold } from '#shared/event-data.ts';
import type { Supervisor } from '../config/config.ts';
import type { Clock } from '../lib/clock.ts';
import { isoOf } from '../lib/iso-time.ts';
import type { Logger } from '../lib/log.ts';
import { LifeSigns } from '../lib/process/life-signs.ts';
import { takeWatchdogNote, Watchdog } from '../lib/process/watchdog.ts';

/**
 * Much longer than anything this process does at once (a disk that wakes up takes ten seconds), and short enough, because recording goes on
 * while it stands still; only people, alarms and hand-overs wait.
 */
const STILL_LIMIT_MS = 30_000;

export interface OwnLifeOptions {
  readonly dataDir: string;
  /** What keeps this process running. */
  readonly supervisor: Supervisor;
  readonly note: (event: EventTold) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Says why the process before this one was ended, and from now on watches that this one does not stand still, until disposed. */
export async function watchOwnLife({ dataDir, supervisor, note, clock, log }: OwnLifeOptions): Promise<AsyncDisposable> {
  const noteFile = path.join(dataDir, 'stood-still.json');
  const left = await takeWatchdogNote(noteFile);
  if (left) {
    const { at, stack, stillMs } = left;
    note({ kind: 'stood_still', data: { at: isoOf(at), place: stack.join(' ← '), stillMs } });
    log.error({ ...left }, 'the server before this one hung and was ended by its watchdog');
  }
  const watching = new AsyncDisposableStack();
  if (inspectorUrl() === undefined) watching.use(Watchdog.start({ limitMs: STILL_LIMIT_MS, noteFile })); // a debugger may halt it for as long as it likes
  watching.use(LifeSigns.start({ ...supervisor, clock, log }));
  return watching;
}
