import { CUT, type Fault, HUNG, type Injected } from './fault.ts';
import { pause } from './pause.ts';
import type { Chance } from './seed.ts';
import type { World } from './world.ts';

/** Tells the simulator to break one camera for a while. */
async function breakOne(
  { cameras, cameraCount }: World,
  chance: Chance,
  { fault, seconds, allowed }: { fault: string; seconds: number; allowed: Injected['allowed'] },
): Promise<Injected> {
  const camera = chance.whole(1, cameraCount);
  const begunAt = Date.now();
  await cameras.fault(camera, fault, { seconds });
  await pause(seconds * 1000);
  return { camera, begunAt, endedAt: Date.now(), allowed };
}

/** What cameras do to a recorder: R1, R2 and R3 of the list of failures. */
export const CAMERA_FAULTS: readonly Fault[] = [
  {
    name: 'camera-drops',
    weight: 4,
    hitsAll: false,
    inject: (world, chance) => breakOne(world, chance, { fault: 'drop', seconds: chance.whole(1, 12), allowed: CUT }),
  },
  {
    name: 'camera-hangs',
    weight: 3,
    hitsAll: false,
    inject: (world, chance) => breakOne(world, chance, { fault: 'hang', seconds: chance.whole(2, 25), allowed: HUNG }),
  },
  {
    name: 'camera-freezes',
    weight: 2,
    hitsAll: false,
    inject: (world, chance) => breakOne(world, chance, { fault: 'freeze', seconds: chance.whole(2, 20), allowed: HUNG }),
  },
  {
    name: 'camera-mute',
    weight: 1,
    hitsAll: false,
    inject: (world, chance) => breakOne(world, chance, { fault: 'mute-video', seconds: chance.whole(2, 20), allowed: HUNG }),
  },
];
