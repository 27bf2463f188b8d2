import { createContext, useContext } from 'react';
import type { PendingDeletes } from './pending-deletes.ts';

const DeletesContext = createContext<PendingDeletes | null>(null);
export const DeletesProvider = DeletesContext.Provider;

/** The deletions that can still be undone; they outlive the screen they were made on. */
export function useDeletes(): PendingDeletes {
  const deletes = useContext(DeletesContext);
  if (!deletes) throw new Error('useDeletes needs a DeletesProvider around it');
  return deletes;
}
