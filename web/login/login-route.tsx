import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useServer } from '../client/server.tsx';
import { LoginPage } from './login-page.tsx';

const route = getRouteApi('/login');

/** The login at its address; leads back to where one was. */
export function LoginRoute() {
  const { from, ended } = route.useSearch();
  const { cache } = useServer();
  const router = useRouter();
  const onSignedIn = (): void => {
    cache.clear();
    router.history.push(from ?? '/live');
  };
  return <LoginPage hasEnded={ended !== undefined} onSignedIn={onSignedIn} />;
}
