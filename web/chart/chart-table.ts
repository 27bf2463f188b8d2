/** Rows that a person can read through. */
const MOST_ROWS = 24;

/** Which of so many points a table shows: evenly spread, the newest first and always among them. */
export function tableRows(count: number, most = MOST_ROWS): readonly number[] {
  const rows = Math.min(count, most);
  if (rows < 2) return rows === 1 ? [count - 1] : [];
  return Array.from({ length: rows }, (_, index) => Math.round((count - 1) * (1 - index / (rows - 1))));
}

/** The last, lowest and highest value that is known; undefined when none is. */
export function extremesOf(values: readonly (number | null)[]): { last: number; lowest: number; highest: number } | undefined {
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  if (last === undefined) return undefined;
  return { last, lowest: known.reduce((a, b) => Math.min(a, b)), highest: known.reduce((a, b) => Math.max(a, b)) };
}
