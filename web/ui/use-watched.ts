import { useSyncExternalStore } from 'react';
import type { Watchable } from '../client/store.ts';

/** Draws again whenever the watched value changes. */
export function useWatched<T>(watchable: Watchable<T>): T {
  return useSyncExternalStore(watchable.subscribe, watchable.getSnapshot);
}
