import { getRouteApi, useLocation, useRouter } from '@tanstack/react-router';
import { useServer } from '../client/server.tsx';
import { useDeletes } from '../deletion/deletes-context.tsx';
import { AppShell } from './app-shell.tsx';

const route = getRouteApi('/shell');

/** The shell for whoever is signed in. */
export function ShellRoute() {
  const { user } = route.useRouteContext();
  const { pathname, search } = useLocation();
  return <AppShell user={user} onSignOut={useSignOut()} isBare={pathname === '/live' && search.kiosk === '1'} />;
}

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
