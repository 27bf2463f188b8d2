import { CUT, type Fault, HUNG, KILLED } from './fault.ts';
import { pause } from './pause.ts';
import type { World } from './world.ts';

/** What the product keeps free in a soak, and what must be there to be deleted before the disk is filled. */
export const MIN_FREE_BYTES = 50e6;
const LEAST_RECORDED_BYTES = 150e6;

const withoutDisk = ({ disk }: World): string | undefined => (disk ? undefined : 'only root may mount a disk');

function tooLittleRecorded(world: World): string | undefined {
  return withoutDisk(world) ?? (world.finished.bytes < LEAST_RECORDED_BYTES ? 'not enough is recorded that could be deleted' : undefined);
}

/** What the recording disk does: R10, R12 and R13 of the list of failures. */
export const DISK_FAULTS: readonly Fault[] = [
  {
    name: 'disk-full',
    weight: 1,
    hitsAll: true,
    unless: tooLittleRecorded,
    inject: async ({ disk }, chance, signal) => {
      if (!disk) return undefined;
      const leave = chance.pick([0, 10e6, 30e6]);
      const begunAt = Date.now();
      const free = await disk.fill(leave);
      const endedAt = Date.now(); // recording goes on while it is full
      await pause(chance.between(5_000, 15_000), signal);
      await free();
      return { camera: 'all', begunAt, endedAt, allowed: HUNG, detail: `${leave / 1e6} MB left` };
    },
  },
  {
    name: 'disk-slow',
    weight: 1,
    hitsAll: true,
    unless: withoutDisk,
    inject: async ({ disk }, chance) => {
      if (!disk) return undefined;
      const begunAt = Date.now();
      await disk.freeze();
      await pause(chance.between(500, 6_000));
      await disk.thaw();
      return { camera: 'all', begunAt, endedAt: Date.now(), allowed: KILLED };
    },
  },
  {
    name: 'disk-read-only',
    weight: 1,
    hitsAll: true,
    unless: withoutDisk,
    inject: async ({ disk }, chance, signal) => {
      if (!disk) return undefined;
      const begunAt = Date.now();
      const makeWritable = await disk.makeReadOnly();
      await pause(chance.between(2_000, 12_000), signal);
      await makeWritable();
      return { camera: 'all', begunAt, endedAt: Date.now(), allowed: CUT };
    },
  },
];
