import type { StreamingPhase, YoutubeAnswer } from '#shared/youtube.ts';
import { type Text, useText } from '../text/text.ts';
import { momentText } from '../time/format.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { useCountdown } from '../ui/use-now.ts';
import { StreamerSessions } from './streamer-sessions.tsx';

const LOOKS: Record<StreamingPhase, { readonly icon: IconName; readonly colour: string }> = {
  offline: { icon: 'offline', colour: 'text-muted' },
  starting: { icon: 'streaming', colour: 'text-muted' },
  live: { icon: 'check', colour: 'text-ok' },
  degraded: { icon: 'warning', colour: 'text-warn' },
  rotating: { icon: 'streaming', colour: 'text-accent' },
  waiting: { icon: 'warning', colour: 'text-danger' },
  stopped: { icon: 'pause', colour: 'text-muted' },
};

/** What the stream does now; when it does not do what it should: why, and what helps. */
export function StreamerState({ streamer, timeZone }: { streamer: YoutubeAnswer; timeZone: string }) {
  const { t } = useText();
  const { phase, reason, detail, sessions } = streamer;
  const { icon, colour } = LOOKS[phase];
  const calm = calmText(streamer, t);
  return (
    <div className="mb-6">
      <div role="status">
        <p className={`flex items-center gap-3 text-xl font-semibold ${colour}`}>
          <Icon name={icon} size={28} />
          {t(`streamer.phase.${phase}`)}
        </p>
        {reason && <p className="mt-3 text-base font-medium">{t(`streamer.reason.${reason}`)}</p>}
        {reason && <p className="mt-1 max-w-prose">{remedyText(streamer, t)}</p>}
        {calm && <p className="mt-1 text-muted">{calm}</p>}
      </div>
      {reason && detail && <p className="mt-1 text-xs break-words text-muted">{detail}</p>}
      {phase === 'waiting' && <Wait nextTryAt={streamer.nextTryAt} />}
      {sessions.length > 1 && <StreamerSessions sessions={sessions} />}
      <LastError streamer={streamer} timeZone={timeZone} />
    </div>
  );
}

/** Counted down for the eye only: read aloud each second it would drown everything else. */
function Wait({ nextTryAt }: Pick<YoutubeAnswer, 'nextTryAt'>) {
  const { t } = useText();
  const seconds = useCountdown(nextTryAt === null ? null : Date.parse(nextTryAt));
  return (
    <p className="mt-3 flex flex-wrap gap-x-4 gap-y-1">
      {nextTryAt && (
        <span aria-hidden="true" className="font-medium">
          {seconds > 0 ? t('streamer.nextTry', { count: seconds }) : t('streamer.trying')}
        </span>
      )}
      <span className="text-muted">{t('streamer.recordingSafe')}</span>
    </p>
  );
}

/** Shown while all is well again, so that a bad night does not pass unseen. */
function LastError({ streamer: { lastError, reason }, timeZone }: { streamer: YoutubeAnswer; timeZone: string }) {
  const { t, language } = useText();
  if (!lastError || reason) return null;
  return (
    <p className="mt-3 text-xs break-words text-muted">
      {t('streamer.lastError')}: <time dateTime={lastError.at}>{momentText(Date.parse(lastError.at), timeZone, language)}</time>
      {lastError.reason && ` · ${t(`streamer.reason.${lastError.reason}`)}`} · {lastError.text}
    </p>
  );
}

function calmText({ phase, reason }: YoutubeAnswer, t: Text): string | null {
  if (reason) return null;
  if (phase === 'stopped') return t('streamer.stoppedText');
  if (phase === 'starting') return t('streamer.startingText');
  return phase === 'rotating' ? t('streamer.rotatingText') : null;
}

function remedyText({ reason, picture }: YoutubeAnswer, t: Text): string | null {
  if (!reason) return null;
  return reason === 'camera_away' && picture !== 'slate' ? t('streamer.neverSeen') : t(`streamer.remedy.${reason}`);
}
