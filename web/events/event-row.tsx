import { Link } from '@tanstack/react-router';
import type { NvrEvent } from '#shared/events.ts';
import type { ConfigAnswer } from '#shared/settings.ts';
import { useText } from '../text/text.ts';
import { clockText, dateText } from '../time/format.ts';
import { addDays, localTimeAt } from '../time/site-time.ts';
import { buttonClass } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { type EventDay, momentOf } from './event-days.ts';
import { lookOf } from './event-kinds.ts';
import { eventWords, plainAddress } from './event-words.ts';

const TONES = { bad: 'text-danger', good: 'text-ok', none: 'text-muted' } as const;

/** A day of events, under its date. */
export function EventDaySection({ day, config }: { day: EventDay; config: ConfigAnswer }) {
  const { t, language } = useText();
  const { date: today } = localTimeAt(Date.now(), config.timeZone);
  const text = dateText(day.date, language);
  const near = day.date === today ? t('events.today') : day.date === addDays(today, -1) ? t('events.yesterday') : null;
  return (
    <section aria-label={text} className="mb-6 [contain-intrinsic-size:auto_400px] [content-visibility:auto]">
      <h2 className="sticky top-0 z-10 bg-bg py-2 font-semibold">
        {near ? (
          <>
            {near} <span className="font-normal text-muted">{text}</span>
          </>
        ) : (
          text
        )}
      </h2>
      <ul className="rounded-card border border-line bg-surface">
        {day.events.map((event) => (
          <EventRow key={event.id} event={event} config={config} />
        ))}
      </ul>
    </section>
  );
}

function EventRow({ event, config }: { event: NvrEvent; config: ConfigAnswer }) {
  const { t, language } = useText();
  const { icon, tone = 'none', name } = lookOf(event.kind);
  const time = clockText(Date.parse(event.at), config.timeZone, language);
  const camera = config.channels.find(({ channel }) => channel === event.channel)?.name;
  const { user, address } = event.data;
  const words = eventWords(event, { config, t, language });
  return (
    <li className="flex items-start gap-3 border-t border-line px-4 py-2.5 first:border-t-0">
      <time dateTime={event.at} className="hidden w-14 shrink-0 pt-px text-xs leading-5 text-muted sm:block">
        {time}
      </time>
      <span className={TONES[tone]}>
        <Icon name={icon} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          {event.kind === 'camera_lost' && event.data.isNew === true ? t('events.neverReached') : t(`events.name.${name}`)}
          {camera && <span className="font-normal text-muted"> · {camera}</span>}
          <time dateTime={event.at} className="font-normal text-muted sm:hidden">
            {' '}
            · {time}
          </time>
        </p>
        {words && <p className="break-words text-muted">{words}</p>}
        {typeof user === 'string' && typeof address === 'string' && !words?.includes(address) && (
          <p className="text-xs text-muted">{t('events.by', { user, address: plainAddress(address) })}</p>
        )}
      </div>
      <EventLink event={event} camera={camera} time={time} />
    </li>
  );
}

/** Where one can see what it is about. */
function EventLink({ event, camera, time }: { event: NvrEvent; camera: string | undefined; time: string }) {
  const { t } = useText();
  const { group } = lookOf(event.kind);
  const look = `${buttonClass('quiet')} -mr-2 shrink-0 px-2 text-accent touch:min-w-12`;
  if (event.channel !== null && camera !== undefined) {
    return (
      <Link
        to="/recordings"
        search={{ channels: `${event.channel}`, t: momentOf(event) }}
        preload={false}
        aria-label={t('events.toMomentOf', { camera, time })}
        title={t('events.toMoment')}
        className={look}
      >
        <Icon name="recordings" />
      </Link>
    );
  }
  const place = group === 'storage' ? 'storage' : group === 'streaming' ? 'streaming' : event.kind.startsWith('export_') ? 'exports' : null;
  if (!place) return null;
  const label = t(place === 'storage' ? 'events.toStorage' : place === 'streaming' ? 'events.toStreaming' : 'events.toExports');
  return (
    <Link to={`/${place}`} preload={false} aria-label={label} title={label} className={look}>
      <Icon name={place} />
    </Link>
  );
}
