import type { StreamingPhase, YoutubeAnswer } from '#shared/youtube.ts';
import { useText } from '../text/text.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { useCountdown } from '../ui/use-now.ts';

const LOOKS: Record<StreamingPhase, { readonly icon: IconName; readonly colour: string }> = {
  offline: { icon: 'offline', colour: 'text-muted' },
  starting: { icon: 'streaming', colour: 'text-muted' },
  live: { icon: 'check', colour: 'text-ok' },
  degraded: { icon: 'warning', colour: 'text-warn' },
  rotating: { icon: 'streaming', colour: 'text-accent' },
  waiting: { icon: 'warning', colour: 'text-danger' },
  stopped: { icon: 'pause', colour: 'text-muted' },
};

/** What the stream does now, and why it does not do what it should. */
export function StreamingState({ streaming }: { streaming: YoutubeAnswer }) {
  const { t } = useText();
  const { phase, reason, detail, nextTryAt } = streaming;
  const { icon, colour } = LOOKS[phase];
  const wait = useCountdown(nextTryAt === null ? null : Date.parse(nextTryAt));
  return (
    <div role="status" className="mb-5">
      <p className={`flex items-center gap-3 text-2xl font-semibold ${colour}`}>
        <Icon name={icon} size={28} />
        {t(`streaming.phase.${phase}`)}
      </p>
      {reason && (
        <p className="mt-2">
          {t(`streaming.reason.${reason}`)}
          {detail && <span className="text-muted"> – {detail}</span>}
        </p>
      )}
      {phase === 'waiting' && (
        <p className="mt-1 text-muted">
          {nextTryAt && (
            <span aria-hidden="true">{`${wait > 0 ? t('streaming.nextTry', { count: wait }) : t('streaming.trying')} · `}</span>
          )}
          {t('streaming.recordingSafe')}
        </p>
      )}
    </div>
  );
}
