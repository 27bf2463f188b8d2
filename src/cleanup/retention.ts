/** What is kept. */
export interface Retention {
  /** MAX_STORAGE_GB: everything in RECORD_DIR together. */
  readonly maxBytes: number;
  /** RETENTION_DAYS; null: as long as there is room. */
  readonly keepForMs: number | null;
  /** MIN_FREE_GB: what stays free on the disk, whatever fills it. */
  readonly minFreeBytes: number;
}

/** A recording that may be deleted. */
export interface Candidate {
  readonly id: number;
  readonly endedAt: number;
  /** What it takes of the disk. */
  readonly diskBytes: number;
}

export interface StorageState {
  readonly now: number;
  /** Everything in RECORD_DIR. */
  readonly usedBytes: number;
  readonly freeBytes: number;
  /** All that may be deleted, also beyond the candidates. */
  readonly deletableBytes: number;
  /** False while the clock cannot be trusted. */
  readonly mayDeleteByAge: boolean;
}

/** Why a recording goes. */
export type Cause = 'age' | 'storage' | 'free';

/** What cannot be reached by deleting recordings. */
export type Shortage = 'storage' | 'free';

export interface Goal {
  /** To be freed by deleting the oldest. */
  readonly bytes: number;
  readonly cause: Cause;
  readonly shortages: readonly Shortage[];
}

/** What the limit may be exceeded by through things that are no deletable recordings, before deleting for it is in vain. */
const SLACK_BYTES = 1e9;
const SLACK_SHARE = 0.1;
/** With so little free, recording still goes on in a ring. */
const EMERGENCY_FREE_BYTES = 256e6;

/**
 * How much must be freed. What other things take cannot be freed by deleting recordings: a limit that is out of reach is given
 * up and named, rather than everything deleted in vain.
 */
export function goalOf({ maxBytes, minFreeBytes }: Retention, { usedBytes, freeBytes, deletableBytes }: StorageState): Goal {
  const overBytes = Math.max(0, usedBytes - maxBytes);
  const isOverReachable = overBytes <= deletableBytes + Math.max(SLACK_BYTES, maxBytes * SLACK_SHARE);
  const missingBytes = Math.max(0, minFreeBytes - freeBytes);
  const isMissingReachable = missingBytes <= deletableBytes;
  const ringBytes = Math.max(0, Math.min(minFreeBytes, EMERGENCY_FREE_BYTES) - freeBytes);
  const forStorage = isOverReachable ? overBytes : 0;
  const forFree = isMissingReachable ? missingBytes : ringBytes <= deletableBytes ? ringBytes : 0;
  const shortages: Shortage[] = [];
  if (!isOverReachable) shortages.push('storage');
  if (!isMissingReachable) shortages.push('free');
  return { bytes: Math.max(forStorage, forFree), cause: forStorage >= forFree ? 'storage' : 'free', shortages };
}

/** A candidate that goes, and why. */
export interface Expiry<T extends Candidate> {
  readonly segment: T;
  readonly cause: Cause;
}

/**
 * Which of the candidates go: all that are too old, and as few others as free enough.
 * @param candidates oldest first
 */
export function planOf<T extends Candidate>(
  { keepForMs }: Retention,
  { now, mayDeleteByAge }: StorageState,
  goal: Goal,
  candidates: readonly T[],
): Expiry<T>[] {
  const keptSince = keepForMs === null || !mayDeleteByAge ? Number.NEGATIVE_INFINITY : now - keepForMs;
  const plan: Expiry<T>[] = [];
  let freedBytes = 0;
  for (const segment of candidates) {
    const isTooOld = segment.endedAt < keptSince;
    if (!isTooOld && freedBytes >= goal.bytes) continue;
    plan.push({ segment, cause: isTooOld ? 'age' : goal.cause });
    freedBytes += segment.diskBytes;
  }
  return plan;
}
