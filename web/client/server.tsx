import { QueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import { browserClock } from '../time/clock.ts';
import { RequestFailed } from './answer.ts';
import { Api } from './api.ts';
import { Client } from './client.ts';
import { Connection } from './connection.ts';
import { Notices } from './notices.ts';
import { type Queries, queriesOf } from './queries.ts';
import { StaleKeys, staleKeys } from './stale-keys.ts';

/** Everything the app needs to speak with its server, opened once by main.tsx. */
export interface Server {
  readonly api: Api;
  /** For questions that only some screens have: those bring them along. */
  readonly client: Client;
  readonly queries: Queries;
  readonly cache: QueryClient;
  readonly connection: Connection;
  /** Listens to the server until the returned function is called; for as long as somebody is signed in. */
  readonly listen: () => () => void;
}

/** Connects to the server that gave us this page. `onSignedOut` is called when a request shows that the session is over. */
export function openServer({ onSignedOut }: { onSignedOut: () => void }): Server {
  const cache = new QueryClient({
    defaultOptions: { queries: { retry: isWorthRetrying, retryDelay: retryDelayMs, staleTime: 10_000, networkMode: 'always' } },
  });
  const client = new Client({
    fetch: (input, init) => fetch(input, init),
    cookies: () => document.cookie,
    onReach: (isReached) => connection.reached(isReached),
    onSignedOut,
  });
  const api = new Api(client);
  const connection = new Connection({ clock: browserClock, probe: () => api.me(), onBack: () => void cache.invalidateQueries() });
  // Whether there is an internet is not the question; but when the browser's network changes it is time to look.
  addEventListener('offline', () => void api.me());
  addEventListener('online', () => connection.tryNow());
  const listen = (): (() => void) => {
    const stale = new StaleKeys((queryKey) => void cache.invalidateQueries({ queryKey }));
    const notices = Notices.start({
      clock: browserClock,
      open: (url) => new EventSource(url),
      onNotice: (notice) => stale.add(...staleKeys(notice)),
      onMissed: () => void cache.invalidateQueries(),
      onBroken: () => void api.config(), // says 401 when the session is over, and whether the server is there at all
    });
    return () => {
      notices.dispose();
      stale.dispose();
    };
  };
  return { api, client, queries: queriesOf(api), cache, connection, listen };
}

/** What the server refused stays refused; what did not arrive is asked again. */
function isWorthRetrying(failures: number, error: Error): boolean {
  const status = error instanceof RequestFailed ? error.error.status : null;
  return failures < 3 && (status === null || status >= 500);
}

function retryDelayMs(failures: number): number {
  return Math.min(1000 * 2 ** failures, 10_000);
}

const ServerContext = createContext<Server | null>(null);

export function ServerProvider({ server, children }: { server: Server; children: ReactNode }) {
  return <ServerContext value={server}>{children}</ServerContext>;
}

/** The server this page speaks with. */
export function useServer(): Server {
  const server = useContext(ServerContext);
  if (!server) throw new Error('useServer needs a ServerProvider around it');
  return server;
}

/** The configuration, which every screen behind the login has, because the shell loads it first. */
export function useConfig(): ConfigAnswer {
  const { queries } = useServer();
  return useSuspenseQuery(queries.config()).data;
}
