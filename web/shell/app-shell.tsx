import { Outlet } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useServer } from '../client/server.tsx';
import { UndoToasts } from '../playback/undo-toasts.tsx';
import { useText } from '../text/text.ts';
import { ToastCorner } from '../ui/toasts.tsx';
import { useMedia } from '../ui/use-media.ts';
import { ConnectionBar } from './connection-bar.tsx';
import { BottomBar, Rail } from './navigation.tsx';

/** What surrounds every screen behind the login; it listens to the server for as long as it stands. */
export function AppShell({ user, onSignOut }: { user: string; onSignOut: () => void }) {
  const { t } = useText();
  const { listen } = useServer();
  const isWide = useMedia('(min-width: 768px)');
  useEffect(() => listen(), [listen]);

  return (
    <div className="flex h-full flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-control focus:bg-accent focus:px-4 focus:py-2 focus:text-on-accent"
      >
        {t('app.skip')}
      </a>
      <ConnectionBar />
      <div className="flex min-h-0 flex-1">
        {isWide && <Rail user={user} onSignOut={onSignOut} />}
        <div className="flex min-w-0 flex-1 flex-col">
          <main id="content" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
            <Outlet />
          </main>
          {!isWide && <BottomBar />}
        </div>
      </div>
      <ToastCorner closeLabel={t('app.close')}>
        <UndoToasts />
      </ToastCorner>
    </div>
  );
}
