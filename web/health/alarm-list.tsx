import { Link } from '@tanstack/react-router';
import type { Alarm } from '#shared/alarms.ts';
import { TroubleReason } from '#shared/channel.ts';
import type { ConfigAnswer } from '#shared/settings.ts';
import { type Text, useText } from '../text/text.ts';
import { momentText, spanText } from '../time/format.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { alarmText } from './alarm-words.ts';

interface AlarmListProps {
  readonly alarms: readonly Alarm[];
  readonly config: ConfigAnswer;
  readonly now: number;
  readonly onCheck: (channel: number) => void;
}

/** More than these would push the cameras out of sight. */
const SHOWN = 3;

/** What is wrong now, since when, and what to do about it. */
export function AlarmList({ alarms, ...props }: AlarmListProps) {
  const { t } = useText();
  if (alarms.length === 0) {
    return (
      <p className="mb-4 flex items-center gap-2 text-muted">
        <Icon name="check" size={18} className="text-ok" />
        {t('health.noAlarms')}
      </p>
    );
  }
  return (
    <section aria-label={t('health.alarms', { count: alarms.length })} className="mb-6">
      <ul className="flex flex-col gap-2">
        {alarms.slice(0, SHOWN).map((alarm) => (
          <Row key={alarm.id} alarm={alarm} {...props} />
        ))}
      </ul>
      {alarms.length > SHOWN && (
        <details>
          <summary className="min-h-10 py-2.5 touch:min-h-12">{t('health.moreAlarms', { count: alarms.length - SHOWN })}</summary>
          <ul className="flex flex-col gap-2">
            {alarms.slice(SHOWN).map((alarm) => (
              <Row key={alarm.id} alarm={alarm} {...props} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Row({ alarm, config, now, onCheck }: { alarm: Alarm } & Omit<AlarmListProps, 'alarms'>) {
  const { t, language } = useText();
  const { since, channel, kind } = alarm;
  const begun = Date.parse(since);
  const isTest = kind === 'test';
  return (
    <li
      className={`flex flex-wrap items-start gap-x-4 gap-y-3 rounded-card border border-l-4 border-line bg-surface p-4 ${isTest ? 'border-l-strong' : 'border-l-danger'}`}
    >
      <Icon name="warning" className={`mt-0.5 ${isTest ? 'text-muted' : 'text-danger'}`} />
      <div className="min-w-60 flex-1">
        <h2 className="font-semibold">{alarmText(alarm, config, t)}</h2>
        <p className="text-xs text-muted">
          {t('health.since', { time: momentText(begun, config.timeZone, language), span: spanText((now - begun) / 1000) })}
        </p>
        <p className="mt-1.5 max-w-prose">{remedyText(alarm, t)}</p>
      </div>
      {channel !== null && kind === 'camera_not_recorded' && (
        <Button icon="doctor" onClick={() => onCheck(channel)}>
          {t('health.toCamera')}
        </Button>
      )}
      {(kind === 'disk_low' || kind === 'disk_failing') && (
        <Link to="/storage" className={buttonClass()}>
          {t('health.toStorage')}
        </Link>
      )}
      {kind === 'streaming_failing' && (
        <Link to="/streaming" className={buttonClass()}>
          {t('health.toStreamer')}
        </Link>
      )}
    </li>
  );
}

function remedyText({ kind, reason, channel }: Alarm, t: Text): string {
  if (kind !== 'camera_not_recorded') return t(`health.remedy.${kind}`);
  const trouble = TroubleReason.safeParse(reason);
  return t(`health.remedy.${trouble.success ? trouble.data : 'unknown'}`, { channel: channel ?? 0 });
}
