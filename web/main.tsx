import './client/strict-zod.ts';
import './ui/app.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { openServer } from './client/server.tsx';
import { openRouter } from './routes.tsx';
import { Updates } from './shell/updates.ts';
import { openTexts } from './text/text.ts';

const server = openServer({ onSignedOut: () => void goToLogin() });
const router = openRouter({ server });
const updates = new Updates('serviceWorker' in navigator ? navigator.serviceWorker : undefined, () => location.reload());
server.connection.subscribe(lookAgain);
await openTexts(localStorage, navigator.languages);
const root = document.getElementById('root');
if (root) createRoot(root).render(<App server={server} router={router} updates={updates} />);
setTimeout(loadOtherScreens, 2000);
setTimeout(() => void updates.start(), 4000); // nothing may hold up the first picture

/** The other screens' code comes while nothing else is to do, so that they open at once, also when the server is away by then. */
function loadOtherScreens(): void {
  for (const route of Object.values(router.routesByPath)) void router.loadRouteChunk(route)?.catch(() => undefined);
}

/** The server is back: a screen that could not be shown may be shown now, and its app may be a newer one. */
function lookAgain(): void {
  if (server.connection.getSnapshot().phase !== 'connected') return;
  void router.invalidate();
  updates.look();
}

/** The session is over: sign in again, and come back to where one is now. */
async function goToLogin(): Promise<void> {
  const { pathname, href } = router.state.location;
  if (pathname === '/login') return;
  server.cache.setQueryData(server.queries.me().queryKey, { user: null });
  await router.navigate({ to: '/login', search: { from: href, ended: '1' } });
}
