import type { Allowance } from './diary.ts';
import type { Chance } from './seed.ts';
import type { World } from './world.ts';

/** How a fault was made. */
export interface Injected {
  /** Whose recording it hits. */
  readonly camera: number | 'all' | 'none';
  readonly begunAt: number;
  readonly endedAt: number;
  readonly allowed: Allowance;
  readonly detail?: string;
}

/** Something that breaks. */
export interface Fault {
  readonly name: string;
  readonly weight: number;
  /** It hits every camera: one of this kind at a time. */
  readonly hitsAll: boolean;
  /** Why this machine or moment does not allow it; undefined when it does. */
  readonly unless?: (world: World) => string | undefined;
  /** Makes it, and mends what does not mend itself. @returns undefined when there was nothing to break */
  readonly inject: (world: World, chance: Chance, signal: AbortSignal) => Promise<Injected | undefined>;
}

const GOP_MS = 2_000;

/** A process that is killed loses one group of pictures and half a second, and is back within 5 s. */
export const KILLED: Allowance = { beforeMs: GOP_MS + 500, backWithinMs: 5_000 };
/** What a camera's reset had on its way; it is recorded again 5 s after it is back. */
export const CUT: Allowance = { beforeMs: 1_000, backWithinMs: 5_000 };
/** Something that hangs is noticed, ended and replaced within 15 s. */
export const HUNG: Allowance = { beforeMs: GOP_MS + 500, backWithinMs: 15_000 };
