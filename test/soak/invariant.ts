/** Something that must hold, and whether it did. */
export interface Invariant {
  readonly name: string;
  /** What was measured, for people. */
  readonly found: string;
  /** Where it was broken; empty when it held. */
  readonly broken: readonly string[];
}

/** @param values in any order @returns the value below which a share of them lies; NaN of none */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
