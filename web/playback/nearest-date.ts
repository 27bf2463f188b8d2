/** The nearest date with recordings before or after a date; null when there is none. `dates` are newest first. */
export function nearestDate(dates: readonly string[], date: string, direction: 'next' | 'previous'): string | null {
  return (direction === 'previous' ? dates.find((one) => one < date) : dates.findLast((one) => one > date)) ?? null;
}
