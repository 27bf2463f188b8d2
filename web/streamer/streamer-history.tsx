import { useState } from 'react';
import type { StreamingRecord, YoutubeAnswer } from '#shared/youtube.ts';
import { useText } from '../text/text.ts';
import { momentText } from '../time/format.ts';
import { Choice } from '../ui/choice.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { isTrouble } from './is-trouble.ts';

const SHOWN = 50;

const LOOKS: Record<StreamingRecord['kind'], { readonly icon: IconName; readonly colour: string }> = {
  started: { icon: 'play', colour: 'text-ok' },
  rotated: { icon: 'streaming', colour: 'text-muted' },
  rotation_failed: { icon: 'warning', colour: 'text-warn' },
  failed: { icon: 'warning', colour: 'text-danger' },
  slow: { icon: 'warning', colour: 'text-warn' },
  slow_over: { icon: 'check', colour: 'text-ok' },
  camera_away: { icon: 'offline', colour: 'text-warn' },
  camera_back: { icon: 'camera', colour: 'text-ok' },
  stopped: { icon: 'pause', colour: 'text-muted' },
};

/** What happened to the stream, newest first; all of it, or only what went wrong. */
export function StreamerHistory({ streamer: { history }, timeZone }: { streamer: YoutubeAnswer; timeZone: string }) {
  const { t } = useText();
  const [shown, setShown] = useState<'all' | 'trouble'>('all');
  const records = shown === 'all' ? history : history.filter(isTrouble);
  return (
    <section className="mt-4 rounded-card border border-line bg-surface p-4 md:p-5">
      <header className="mb-3 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-base font-semibold">{t('streamer.history')}</h2>
        {history.length > 0 && (
          <Choice
            label={t('streamer.filter')}
            value={shown}
            onChange={setShown}
            options={[
              { value: 'all', label: t('streamer.filterAll') },
              { value: 'trouble', label: t('streamer.filterTrouble') },
            ]}
          />
        )}
      </header>
      {records.length === 0 && <p className="text-muted">{t(history.length === 0 ? 'streamer.noHistory' : 'streamer.noTrouble')}</p>}
      <ol>
        {records.slice(0, SHOWN).map((record) => (
          <Entry key={record.id} record={record} timeZone={timeZone} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ record: { at, kind, key, reason, text }, timeZone }: { record: StreamingRecord; timeZone: string }) {
  const { t, language } = useText();
  const { icon, colour } = LOOKS[kind];
  return (
    <li className="flex items-start gap-3 border-t border-line py-2.5 first:border-t-0">
      <Icon name={icon} className={`mt-0.5 ${colour}`} />
      <div className="min-w-0 flex-1">
        <div>{t(`streamer.kind.${kind}`, { key: key ?? '' })}</div>
        {reason && (
          <div className="text-xs break-words text-muted">
            {t(`streamer.reason.${reason}`)} · {text}
          </div>
        )}
      </div>
      <time dateTime={at} className="shrink-0 text-muted">
        {momentText(Date.parse(at), timeZone, language)}
      </time>
    </li>
  );
}
