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
import { LiveRoute } from './live/live-route.tsx';
import { WALL_LAYOUTS } from './live/wall-layout.ts';
import { ShellRoute } from './shell/shell-route.tsx';
import { withTexts } from './shell/with-texts.ts';
import { useText } from './text/text.ts';
import { buttonClass } from './ui/button.tsx';
import { NoticeCard } from './ui/notice-card.tsx';
import { Problem } from './ui/problem.tsx';
import { parseSearch, stringifySearch } from './ui/search-params.ts';
import { Loading, Skeleton } from './ui/skeleton.tsx';

interface RouteContext {
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
  // Whoever writes 1+5 by hand means the plus, though in an address it stands for a space.
  layout: z
    .string()
    .transform((text) => text.replace(' ', '+'))
    .pipe(z.enum(WALL_LAYOUTS))
    .optional()
    .catch(undefined),
  channels: z
    .string()
    .regex(/^\d+(,\d+)*$/)
    .optional()
    .catch(undefined),
  page: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .optional()
    .catch(undefined),
  kiosk: z.literal('1').optional().catch(undefined),
});
const RecordingsSearch = z.object({
  channels: z
    .string()
    .regex(/^\d+(,\d+)*$/)
    .optional()
    .catch(undefined),
  t: z.iso.datetime({ offset: true }).or(z.literal('now')).optional().catch(undefined),
  z: z.coerce.number().int().min(60).max(90_000).optional().catch(undefined),
  rate: z.coerce.number().min(0.25).max(16).optional().catch(undefined),
});

const EventsSearch = z.object({
  channel: z.string().regex(/^\d+$/).optional().catch(undefined),
  kind: z.string().max(40).optional().catch(undefined),
  text: z.string().max(100).optional().catch(undefined),
});

/** A screen whose code and texts come when it is needed. */
function laterScreen<Screens extends Record<string, unknown>>(load: () => Promise<Screens>, name: keyof Screens & string) {
  return lazyRouteComponent(() => withTexts(load()), name);
}

/** Never returns: the router takes what is thrown and goes there. */
function goToLogin(from: string): never {
  redirect({ to: '/login', search: { from: from === '/' ? undefined : from }, throw: true });
  throw new Error('redirect did not throw');
}

const root = createRootRouteWithContext<RouteContext>()({ component: Outlet, notFoundComponent: NotFound });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: LoginSearch,
  component: lazyRouteComponent(() => import('./login/login-route.tsx'), 'LoginRoute'),
});

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
const camera = createRoute({
  getParentRoute: () => shell,
  path: '/live/$channel',
  component: laterScreen(() => import('./live/camera-route.tsx'), 'CameraRoute'),
});
const recordings = createRoute({
  getParentRoute: () => shell,
  path: '/recordings',
  validateSearch: RecordingsSearch,
  component: laterScreen(() => import('./playback/recordings-route.tsx'), 'RecordingsRoute'),
});
const exports = createRoute({
  getParentRoute: () => shell,
  path: '/exports',
  component: laterScreen(() => import('./exports/exports-page.tsx'), 'ExportsPage'),
});
const health = createRoute({
  getParentRoute: () => shell,
  path: '/health',
  component: laterScreen(() => import('./health/health-page.tsx'), 'HealthPage'),
});
const events = createRoute({
  getParentRoute: () => shell,
  path: '/events',
  validateSearch: EventsSearch,
  component: laterScreen(() => import('./events/events-route.tsx'), 'EventsRoute'),
});
const storage = createRoute({
  getParentRoute: () => shell,
  path: '/storage',
  component: laterScreen(() => import('./storage/storage-page.tsx'), 'StoragePage'),
});
const streamer = createRoute({
  getParentRoute: () => shell,
  path: '/streaming',
  component: laterScreen(() => import('./streamer/streamer-page.tsx'), 'StreamerPage'),
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: laterScreen(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
});

const routeTree = root.addChildren([
  login,
  shell.addChildren([home, live, camera, recordings, exports, storage, streamer, health, events, settings]),
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
  return (
    <Loading>
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
