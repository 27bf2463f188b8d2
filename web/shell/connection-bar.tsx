import { useServer } from '../client/server.tsx';
import { useText } from '../text/text.ts';
import { useCountdown } from '../ui/use-now.ts';
import { useWatched } from '../ui/use-watched.ts';

/** A slim bar while the server cannot be reached; what is on the page stays. */
export function ConnectionBar() {
  const { t } = useText();
  const { connection } = useServer();
  const state = useWatched(connection);
  const wait = useCountdown(state.phase === 'lost' ? state.nextTryAt : null);
  return (
    <div role="status">
      {state.phase === 'lost' && (
        <div className="flex min-h-10 flex-wrap items-center justify-center gap-x-3 border-b border-strong bg-raised px-4 py-1">
          <span className="font-medium text-warn">{t('app.connectionLost')}</span>
          <span aria-hidden="true">{wait > 0 ? t('app.tryingAgainIn', { count: wait }) : t('app.tryingNow')}</span>
          <button
            type="button"
            className="min-h-8 rounded-control px-2 text-accent underline touch:min-h-11"
            onClick={() => connection.tryNow()}
          >
            {t('app.tryNow')}
          </button>
        </div>
      )}
    </div>
  );
}
