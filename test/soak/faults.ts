import { CAMERA_FAULTS } from './camera-faults.ts';
import { CLOCK_FAULTS } from './clock-faults.ts';
import { DISK_FAULTS } from './disk-faults.ts';
import type { Fault } from './fault.ts';
import { pause } from './pause.ts';
import { PROCESS_FAULTS } from './process-faults.ts';
import type { Chance } from './seed.ts';
import type { World } from './world.ts';

/** Everything that can be broken. */
export const FAULTS: readonly Fault[] = [...CAMERA_FAULTS, ...PROCESS_FAULTS, ...DISK_FAULTS, ...CLOCK_FAULTS];

const LEAST_REST_MS = 2_000;
const MOST_REST_MS = 8_000;

/** Breaks one thing after the other until the signal aborts, then waits until all is mended. */
export async function breakThings(world: World, faults: readonly Fault[], chance: Chance, signal: AbortSignal): Promise<void> {
  const running = new Set<Promise<void>>();
  let isAllHit = false;
  while (faults.length > 0 && (await pause(chance.between(LEAST_REST_MS, MOST_REST_MS), signal))) {
    const fault = chance.weighted(faults);
    if ((fault.hitsAll && isAllHit) || fault.unless?.(world) !== undefined) continue;
    if (fault.hitsAll) isAllHit = true;
    const made = make(world, fault, chance.fork(`${fault.name} ${world.diary.faults.length}`), signal).finally(() => {
      running.delete(made);
      if (fault.hitsAll) isAllHit = false;
    });
    running.add(made);
  }
  await Promise.all(running);
  await world.cameras.heal();
}

/** What this machine does not allow at all is told in the report. */
export function tellSkipped(world: World, faults: readonly Fault[]): void {
  for (const { name, unless } of faults) {
    const why = unless?.(world);
    if (why !== undefined && (name === 'clock-step' || world.disk === undefined)) world.diary.skip(name, why);
  }
}

async function make(world: World, fault: Fault, chance: Chance, signal: AbortSignal): Promise<void> {
  try {
    const injected = await fault.inject(world, chance, signal);
    if (injected) world.diary.fault({ name: fault.name, ...injected });
  } catch (error) {
    world.diary.breach('faults can be made and mended', `${fault.name}: ${String(error)}`);
  }
}
