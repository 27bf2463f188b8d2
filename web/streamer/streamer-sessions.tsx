import type { YoutubeAnswer } from '#shared/youtube.ts';
import { useText } from '../text/text.ts';
import { lengthText } from '../time/format.ts';
import { Icon } from '../ui/icon.tsx';
import { useNow } from '../ui/use-now.ts';
import { rateText } from './rate-text.ts';

/** Both sessions while keys rotate: which one ends, and which one takes over. */
export function StreamerSessions({ sessions }: Pick<YoutubeAnswer, 'sessions'>) {
  const { t, language } = useText();
  const now = useNow(1000);
  return (
    <ul className="mt-3 grid gap-2 sm:grid-cols-2">
      {sessions.map(({ key, since, bitrateBps }, index) => {
        const isLast = index === sessions.length - 1;
        const span = lengthText(Math.max(0, Math.floor((now - Date.parse(since)) / 1000)));
        return (
          <li key={since} className="flex items-center gap-3 rounded-control border border-line bg-bg px-3 py-2">
            <Icon name="streaming" className={isLast ? 'text-accent' : 'text-muted'} />
            <div className="min-w-0">
              <div className="font-medium">
                {t('streamer.keyNumber', { key })} · {t(isLast ? 'streamer.takingOver' : 'streamer.ending')}
              </div>
              <div className="text-xs text-muted">{t('streamer.session', { rate: rateText(bitrateBps, language, t), span })}</div>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
