import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useServer } from '../client/server.tsx';
import { UndoToasts } from '../deletion/undo-toasts.tsx';
import { useText } from '../text/text.ts';
import { isKeyTaken } from '../ui/key-guard.ts';
import { ToastCorner } from '../ui/toasts.tsx';
import { useMedia } from '../ui/use-media.ts';
import { ConnectionBar } from './connection-bar.tsx';
import { BottomBar, Rail } from './navigation.tsx';
import { UpdateToast } from './update-toast.tsx';
import { withTexts } from './with-texts.ts';

const AlarmToasts = lazy(async () => ({ default: (await import('../health/alarm-toasts.tsx')).AlarmToasts }));
const KeyList = lazy(async () => ({ default: (await withTexts(import('./key-list.tsx'))).KeyList }));

interface AppShellProps {
  readonly user: string;
  readonly onSignOut: () => void;
  /** Nothing but the screen itself: a wall of cameras that hangs somewhere. */
  readonly isBare: boolean;
}

/** What surrounds every screen behind the login; it listens to the server for as long as it stands. */
export function AppShell({ user, onSignOut, isBare }: AppShellProps) {
  const { t } = useText();
  const { listen } = useServer();
  const isWide = useMedia('(min-width: 768px)');
  const [isKeyListOpen, setKeyListOpen] = useState(false);
  useEffect(() => listen(), [listen]);
  useQuestionMark(() => setKeyListOpen(true));

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
        {isWide && !isBare && <Rail user={user} onKeys={() => setKeyListOpen(true)} onSignOut={onSignOut} />}
        <div className="relative flex min-w-0 flex-1 flex-col">
          <main id="content" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
            <Outlet />
          </main>
          {!isWide && !isBare && <BottomBar user={user} onSignOut={onSignOut} />}
          <ToastCorner closeLabel={t('app.close')}>
            <Suspense>
              <AlarmToasts />
            </Suspense>
            <UndoToasts />
            <UpdateToast />
          </ToastCorner>
        </div>
      </div>
      {isKeyListOpen && (
        <Suspense>
          <KeyList onClose={() => setKeyListOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

function useQuestionMark(onAsked: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== '?' || isKeyTaken(event)) return;
      event.preventDefault();
      onAsked();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  });
}
