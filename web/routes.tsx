import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { z } from 'zod';
import type { Server } from './client/server.tsx';
import { CameraRoute, LiveRoute } from './live/live-route.tsx';
import { LoginRoute } from './login/login-route.tsx';
import { ShellRoute } from './shell/shell-route.tsx';
import { useText } from './text/text.ts';
import { buttonClass } from './ui/button.tsx';
import { NoticeCard } from './ui/notice-card.tsx';
import { Problem } from './ui/problem.tsx';
import { parseSearch, stringifySearch } from './ui/search-params.ts';
import { Loading, Skeleton } from './ui/skeleton.tsx';

export interface RouteContext {
  readonly server: Server;
}

/** Where one wanted to go before the login: an address of ours, never somebody else's. */
const LoginSearch = z.object({
  from: z
    .string()
    .startsWith('/')
    .regex(/^\/(?![/\\])/)
    .optional()
    .catch(undefined),
  ended: z.literal('1').optional().catch(undefined),
});
const LiveSearch = z.object({
  layout: z.enum(['auto']).optional().catch(undefined),
  channels: z
    .string()
    .regex(/^\d+(,\d+)*$/)
    .optional()
    .catch(undefined),
});
const RecordingsSearch = z.object({
  channels: z
    .string()
    .regex(/^\d+(,\d+)*$/)
    .optional()
    .catch(undefined),
  t: z.iso.datetime({ offset: true }).optional().catch(undefined),
});

/** Never returns: the router takes what is thrown and goes there. */
function goToLogin(from: string): never {
  redirect({ to: '/login', search: { from: from === '/' ? undefined : from }, throw: true });
  throw new Error('redirect did not throw');
}

const root = createRootRouteWithContext<RouteContext>()({ component: Outlet, notFoundComponent: NotFound });

const login = createRoute({ getParentRoute: () => root, path: '/login', validateSearch: LoginSearch, component: LoginRoute });

/** Everything behind the login. Who is not signed in goes there first and comes back afterwards. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: ShellRoute,
  beforeLoad: async ({ context: { server }, location }) => {
    const { user } = await server.cache.ensureQueryData(server.queries.me());
    return { user: user ?? goToLogin(location.href) };
  },
  loader: async ({ context: { server } }) => {
    const { cache, queries } = server;
    // The cameras' state comes first as well, so that no tile asks in vain for a camera that is known to be away.
    await Promise.all([cache.ensureQueryData(queries.config()), cache.prefetchQuery(queries.live())]);
  },
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: () => redirect({ to: '/live', throw: true }),
});
const live = createRoute({ getParentRoute: () => shell, path: '/live', validateSearch: LiveSearch, component: LiveRoute });
const camera = createRoute({ getParentRoute: () => shell, path: '/live/$channel', component: CameraRoute });
const recordings = createRoute({
  getParentRoute: () => shell,
  path: '/recordings',
  validateSearch: RecordingsSearch,
  component: lazyRouteComponent(() => import('./playback/recordings-route.tsx'), 'RecordingsRoute'),
});
const exports = createRoute({
  getParentRoute: () => shell,
  path: '/exports',
  component: lazyRouteComponent(() => import('./exports/exports-route.tsx'), 'ExportsRoute'),
});
const health = createRoute({
  getParentRoute: () => shell,
  path: '/health',
  component: lazyRouteComponent(() => import('./health/health-route.tsx'), 'HealthRoute'),
});
const events = createRoute({
  getParentRoute: () => shell,
  path: '/events',
  component: lazyRouteComponent(() => import('./events/events-route.tsx'), 'EventsRoute'),
});
const storage = createRoute({
  getParentRoute: () => shell,
  path: '/storage',
  component: lazyRouteComponent(() => import('./storage/storage-route.tsx'), 'StorageRoute'),
});
const streaming = createRoute({
  getParentRoute: () => shell,
  path: '/streaming',
  component: lazyRouteComponent(() => import('./streaming/streaming-route.tsx'), 'StreamingRoute'),
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/settings-route.tsx'), 'SettingsRoute'),
});

const routeTree = root.addChildren([
  login,
  shell.addChildren([home, live, camera, recordings, exports, storage, streaming, health, events, settings]),
]);

/** The app's addresses. */
export function openRouter(context: RouteContext) {
  return createRouter({
    routeTree,
    context,
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPendingMs: 150,
    defaultPendingComponent: Pending,
    defaultErrorComponent: RouteProblem,
    defaultNotFoundComponent: NotFound,
  });
}

export type AppRouter = ReturnType<typeof openRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
}

function Pending() {
  const { t } = useText();
  return (
    <Loading label={t('app.loading')} longLabel={t('app.stillLoading')}>
      <div className="p-4">
        <Skeleton className="mb-4 h-10 w-48" />
        <Skeleton className="h-96" />
      </div>
    </Loading>
  );
}

function RouteProblem({ error, reset }: ErrorComponentProps) {
  const { t } = useText();
  return <Problem title={t('problem.pageTitle')} error={error} retry={reset} />;
}

function NotFound() {
  const { t } = useText();
  return (
    <main id="content">
      <NoticeCard
        isPage
        icon="warning"
        title={t('app.notFoundTitle')}
        actions={
          <Link to="/live" className={buttonClass('primary')}>
            {t('app.toLive')}
          </Link>
        }
      >
        {t('app.notFoundText')}
      </NoticeCard>
    </main>
  );
}
