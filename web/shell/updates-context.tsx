import { createContext, useContext } from 'react';
import type { Updates } from './updates.ts';

const UpdatesContext = createContext<Updates | null>(null);
export const UpdatesProvider = UpdatesContext.Provider;

/** Whether a newer build of the app is ready. */
export function useUpdates(): Updates {
  const updates = useContext(UpdatesContext);
  if (!updates) throw new Error('useUpdates needs an UpdatesProvider around it');
  return updates;
}
