import { url as inspectorUrl } from 'node:inspector';
import path from 'node:path';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { LifeSigns } from '../lib/life-signs.ts';
import { takeWatchdogNote, Watchdog } from '../lib/watchdog.ts';
import type { Plan } from './plan.ts';

/**
 * Much longer than anything this process does at once (a disk that wakes up takes ten seconds), and short enough, because recording goes on
 * while it stands still; only people, alarms and hand-overs wait.
 */
const STILL_LIMIT_MS = 30_000;

/** Says why the process before this one was ended, and from now on watches that this one does not stand still. */
export async function watchOwnLife({ config, clock, log, rooms, supervisor }: Plan, catalogue: Catalogue): Promise<void> {
  const noteFile = path.join(config.dataDir, 'stood-still.json');
  const note = await takeWatchdogNote(noteFile);
  if (note) {
    const seconds = Math.round(note.stillMs / 1000);
    const text = `Mini-NVR had stood still for ${seconds} s and was ended by its watchdog, to be started again; recording went on until then`;
    await catalogue.addEvent({ kind: 'stood_still', text, data: { at: new Date(note.at).toISOString(), place: note.stack.join(' ← ') } });
    log.error({ ...note }, 'the server before this one was ended by its watchdog');
  }
  if (inspectorUrl() === undefined) rooms.use(Watchdog.start({ limitMs: STILL_LIMIT_MS, noteFile })); // a debugger may halt it for as long as it likes
  rooms.use(LifeSigns.start({ ...supervisor, clock, log: log.child({ room: 'house' }) }));
}
