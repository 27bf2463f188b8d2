import { useState } from 'react';
import type { YoutubeAnswer } from '#shared/youtube.ts';
import { useServer } from '../client/server.tsx';
import { useText } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { useToasts } from '../ui/toasts.tsx';
import { ConfirmChange } from './confirm-change.tsx';

/** Start, stop, and change of keys. */
export function StreamerControls({ streamer }: { streamer: YoutubeAnswer }) {
  const { t } = useText();
  const { isBusy, ask } = useChange();
  const [asked, setAsked] = useState<'stop' | 'rotate' | null>(null);
  const { phase } = streamer;
  const isStopped = phase === 'stopped';
  const mayRotate = phase === 'live' || phase === 'degraded';
  return (
    <div className="flex flex-wrap gap-2">
      {phase === 'waiting' && (
        <Button disabled={isBusy} onClick={() => ask('start')}>
          {t('streamer.tryNow')}
        </Button>
      )}
      {(mayRotate || phase === 'rotating') && (
        <Button disabled={isBusy || !mayRotate} onClick={() => setAsked('rotate')}>
          {t('streamer.rotate')}
        </Button>
      )}
      {isStopped ? (
        <Button tone="primary" icon="play" disabled={isBusy} onClick={() => ask('start')}>
          {t('streamer.start')}
        </Button>
      ) : (
        <Button tone="danger" disabled={isBusy} onClick={() => setAsked('stop')}>
          {t('streamer.stop')}
        </Button>
      )}
      {asked && (
        <ConfirmChange
          action={asked}
          streamer={streamer}
          onClose={() => setAsked(null)}
          onConfirm={() => {
            setAsked(null);
            ask(asked);
          }}
        />
      )}
    </div>
  );
}

function useChange(): { isBusy: boolean; ask: (action: 'start' | 'stop' | 'rotate') => void } {
  const { t } = useText();
  const { api, cache } = useServer();
  const toasts = useToasts();
  const [isBusy, setBusy] = useState(false);
  const change = async (action: 'start' | 'stop' | 'rotate'): Promise<void> => {
    setBusy(true);
    const answer = await api.changeYoutube(action);
    setBusy(false);
    if (answer.kind === 'success') cache.setQueryData(['streaming'], answer.value);
    if (answer.kind === 'error') toasts.complain(t('streamer.failed', { detail: answer.error.detail }));
  };
  return { isBusy, ask: (action) => void change(action) };
}
