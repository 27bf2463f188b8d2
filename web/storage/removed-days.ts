import type { StorageHistoryAnswer } from '#shared/storage.ts';
import { localTimeAt } from '../time/site-time.ts';

const DAY_MS = 86_400_000;

/** What cleanup deleted on one day, and why. */
export interface RemovedDay {
  readonly date: string;
  readonly segments: number;
  readonly bytes: number;
  readonly age: number;
  readonly storage: number;
  readonly free: number;
}

/** Days on which something was deleted, newest first: of the site, or of UTC where the server tells whole days only. */
export function removedDays({ stepMs, spans }: StorageHistoryAnswer, timeZone: string): readonly RemovedDay[] {
  const days = new Map<string, RemovedDay>();
  for (const { at, removedSegments, removedBytes, removedFor } of spans) {
    if (removedSegments === 0) continue;
    const date = stepMs >= DAY_MS ? at.slice(0, 10) : localTimeAt(Date.parse(at), timeZone).date;
    const { segments = 0, bytes = 0, age = 0, storage = 0, free = 0 } = days.get(date) ?? {};
    days.set(date, {
      date,
      segments: segments + removedSegments,
      bytes: bytes + removedBytes,
      age: age + removedFor.age,
      storage: storage + removedFor.storage,
      free: free + removedFor.free,
    });
  }
  return [...days.values()].toSorted((a, b) => b.date.localeCompare(a.date));
}
