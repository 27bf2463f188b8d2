import { DiskUsage, mediaReaders, ReconcileLoop } from '../catalogue/catalogue.ts';
import { Cleanup } from '../cleanup/cleanup.ts';
import { type Converter, isLeftover } from '../converter/converter.ts';
import type { Recorder } from '../recorder/recorder.ts';
import type { Common } from './common.ts';
import type { Storage } from './storage.ts';

/** What keeps catalogue and disk in agreement, and storage below its limits. */
export interface Upkeep {
  readonly reconciling: ReconcileLoop;
  readonly cleanup: Cleanup;
  /** How much everything in RECORD_DIR takes. */
  readonly usedBytes: () => Promise<number>;
}

/** Starts it, behind the recording. */
export function startUpkeep(
  common: Common,
  { catalogue, database, deletion, volume }: Storage,
  recorder: Recorder,
  converter: Converter,
): Upkeep {
  const { config, clock, log, programs, rooms, signals } = common;
  const shared = { root: volume.root, running: () => recorder.runningPaths(), clock, log: log.child({ room: 'catalogue' }) };
  const reconciling = ReconcileLoop.start({
    reconcile: (signal) => {
      const { id: volumeId, wasReplaced: acceptMissing } = volume;
      const { timeZone } = config;
      const files = { ...mediaReaders(programs.ffprobe), isLeftover, finishDeletions: (stop: AbortSignal) => deletion.finish(stop) };
      return catalogue.reconcile({ ...shared, ...files, timeZone, volumeId, acceptMissing, signal });
    },
    isUsable: () => volume.isUsable,
    onDone: () => converter.wake(),
    log: shared.log,
  });
  rooms.use(reconciling);
  const usage = rooms.use(DiskUsage.start({ ...shared, database, isReconciled: reconciling.first }));
  const usedBytes = (): Promise<number> => usage.usedBytes();
  const cleanup = Cleanup.start({
    questions: catalogue.questions,
    addEvent: (event) => catalogue.addEvent(event),
    deletion,
    root: volume.root,
    retention: config.retention,
    usedBytes,
    freeBytes: async () => (await volume.check()).freeBytes,
    onCleaned: (cleaned) => signals.cleaned.tell(cleaned),
    clock,
    log: log.child({ room: 'cleanup' }),
  });
  return { reconciling, cleanup: rooms.use(cleanup), usedBytes };
}
