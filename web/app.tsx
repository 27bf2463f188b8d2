import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode, useState } from 'react';
import { type Server, ServerProvider } from './client/server.tsx';
import { DeletesProvider } from './deletion/deletes-context.tsx';
import { PendingDeletes } from './deletion/pending-deletes.ts';
import type { AppRouter } from './routes.tsx';
import type { Updates } from './shell/updates.ts';
import { UpdatesProvider } from './shell/updates-context.tsx';
import { LiveProvider, LiveRooms } from './tile/live-rooms.tsx';
import { browserClock } from './time/clock.ts';
import { Toasts, ToastsProvider } from './ui/toasts.tsx';

interface AppProps {
  readonly server: Server;
  readonly router: AppRouter;
  readonly updates: Updates;
}

/** The whole app: what every screen shares, and the screen of the address. */
export function App({ server, router, updates }: AppProps) {
  const [toasts] = useState(() => new Toasts());
  const [live] = useState(() => new LiveRooms(server));
  const [deletes] = useState(() => new PendingDeletes(browserClock));
  return (
    <StrictMode>
      <ServerProvider server={server}>
        <QueryClientProvider client={server.cache}>
          <ToastsProvider value={toasts}>
            <LiveProvider value={live}>
              <DeletesProvider value={deletes}>
                <UpdatesProvider value={updates}>
                  <RouterProvider router={router} />
                </UpdatesProvider>
              </DeletesProvider>
            </LiveProvider>
          </ToastsProvider>
        </QueryClientProvider>
      </ServerProvider>
    </StrictMode>
  );
}
