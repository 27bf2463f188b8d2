import { useRouter } from '@tanstack/react-router';
import { useServer } from '../client/server.tsx';
import { useDeletes } from '../deletion/deletes-context.tsx';

/** Ends the session on the server and forgets all it told us; what was about to be deleted stays. */
export function useSignOut(): () => void {
  const { api, cache } = useServer();
  const deletes = useDeletes();
  const router = useRouter();
  const signOut = async (): Promise<void> => {
    deletes.undoAll();
    await api.logout();
    await router.navigate({ to: '/login', search: {} });
    cache.clear();
  };
  return () => void signOut();
}
