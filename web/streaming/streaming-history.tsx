import type { StreamingRecord, YoutubeAnswer } from '#shared/youtube.ts';
import { momentText } from '../text/format.ts';
import { useText } from '../text/text.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Card } from '../ui/page.tsx';

const SHOWN = 50;

const LOOKS: Record<StreamingRecord['kind'], { readonly icon: IconName; readonly colour: string }> = {
  started: { icon: 'play', colour: 'text-ok' },
  rotated: { icon: 'streaming', colour: 'text-muted' },
  rotation_failed: { icon: 'warning', colour: 'text-warn' },
  failed: { icon: 'warning', colour: 'text-danger' },
  camera_away: { icon: 'offline', colour: 'text-warn' },
  camera_back: { icon: 'camera', colour: 'text-ok' },
  stopped: { icon: 'pause', colour: 'text-muted' },
};

/** What happened to the stream, newest first. */
export function StreamingHistory({ streaming, timeZone }: { streaming: YoutubeAnswer; timeZone: string }) {
  const { t } = useText();
  return (
    <Card title={t('streaming.history')} className="mt-4">
      {streaming.history.length === 0 && <p className="text-muted">{t('streaming.noHistory')}</p>}
      <ol>
        {streaming.history.slice(0, SHOWN).map((record) => (
          <Entry key={record.id} record={record} timeZone={timeZone} />
        ))}
      </ol>
    </Card>
  );
}

function Entry({ record: { at, kind, key, reason, text }, timeZone }: { record: StreamingRecord; timeZone: string }) {
  const { t, language } = useText();
  const { icon, colour } = LOOKS[kind];
  return (
    <li className="flex items-start gap-3 border-t border-line py-2.5 first:border-t-0">
      <Icon name={icon} className={`mt-0.5 ${colour}`} />
      <div className="min-w-0 flex-1">
        <div>{t(`streaming.kind.${kind}`, { key: key ?? '' })}</div>
        {reason && <div className="text-xs break-words text-muted">{text}</div>}
      </div>
      <time dateTime={at} className="shrink-0 text-muted">
        {momentText(Date.parse(at), timeZone, language)}
      </time>
    </li>
  );
}
