import { HOUR_MS } from '#shared/durations.ts';
import type { Fault } from './fault.ts';
import { KILLED } from './fault.ts';
import { pause } from './pause.ts';

const STEPS_MS = [HOUR_MS, -HOUR_MS, 90_000, -90_000, 5_000, -5_000];

/** The clock of the machine is set: R8 of the list of failures. It stays so; the next step starts from there. */
export const CLOCK_FAULTS: readonly Fault[] = [
  {
    name: 'clock-step',
    weight: 0.7,
    hitsAll: true,
    unless: ({ clock }) => (clock.canShift ? undefined : 'faketime is not installed'),
    inject: async ({ clock }, chance) => {
      const step = chance.pick(STEPS_MS);
      const begunAt = Date.now();
      clock.set(Math.abs(clock.shiftMs + step) > 2 * HOUR_MS ? 0 : clock.shiftMs + step);
      await pause(2_000); // until each process has noticed
      return { camera: 'all', begunAt, endedAt: Date.now(), allowed: KILLED, detail: `by ${step / 1000} s` };
    },
  },
];
