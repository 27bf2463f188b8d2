import { getRouteApi, useLocation } from '@tanstack/react-router';
import { useSignOut } from '../login/use-sign-out.ts';
import { AppShell } from './app-shell.tsx';

const route = getRouteApi('/shell');

/** The shell for whoever is signed in. */
export function ShellRoute() {
  const { user } = route.useRouteContext();
  const { pathname, search } = useLocation();
  return <AppShell user={user} onSignOut={useSignOut()} isBare={pathname === '/live' && search.kiosk === '1'} />;
}
