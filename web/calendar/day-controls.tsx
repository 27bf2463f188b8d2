import { type ReactElement, useId, useRef, useState } from 'react';
import { useText } from '../text/text.ts';
import { dateText } from '../time/format.ts';
import { addDays, localTimeAt, type SiteDay, siteDay } from '../time/site-time.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Calendar } from './calendar.tsx';

interface DayControlsProps {
  /** The moment whose day is named: the middle of the view or the playhead. */
  readonly time: number;
  readonly now: number;
  readonly timeZone: string;
  /** Whose coverage the calendar shows. */
  readonly channels: readonly number[];
  /** A day was chosen; it may have 23 or 25 hours. */
  readonly onDay: (day: SiteDay) => void;
}

/** The day on view: a day back, a day on, or any day from the calendar. */
export function DayControls({ time, now, timeZone, channels, onDay }: DayControlsProps): ReactElement {
  const { t, language } = useText();
  const popover = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const date = localTimeAt(time, timeZone).date;
  const today = localTimeAt(now, timeZone).date;
  const name = date === today ? t('timeline.today') : date === addDays(today, -1) ? t('timeline.yesterday') : null;
  const go = (day: string): void => onDay(siteDay(day, timeZone));
  const choose = (day: string): void => {
    popover.current?.hidePopover();
    go(day);
  };
  return (
    <div className="flex items-center gap-1">
      <IconButton icon="left" label={t('timeline.previousDay')} tone="plain" onClick={() => go(addDays(date, -1))} />
      <button
        type="button"
        popoverTarget={id}
        className="flex min-h-10 items-center gap-2 rounded-control border border-strong bg-surface px-3 [anchor-name:--day] hover:bg-raised touch:min-h-12"
      >
        <Icon name="calendar" size={18} className="text-muted max-sm:hidden" />
        <span className="sr-only">{t('timeline.calendar')}: </span>
        <span className="whitespace-nowrap">
          {name && <span className="font-medium">{name}</span>}
          {name && <span className="max-sm:hidden"> · </span>}
          <span className={name ? 'max-sm:hidden' : ''}>{dateText(date, language)}</span>
        </span>
      </button>
      <IconButton icon="right" label={t('timeline.nextDay')} tone="plain" disabled={date >= today} onClick={() => go(addDays(date, 1))} />
      <div
        id={id}
        ref={popover}
        popover="auto"
        onToggle={(event) => setOpen(event.newState === 'open')}
        className="m-auto rounded-card border border-strong bg-raised p-3 text-ink shadow-raised [position-anchor:--day] supports-[position-area:bottom]:m-1 supports-[position-area:bottom]:[position-area:bottom_span-right] supports-[position-area:bottom]:[position-try-fallbacks:flip-inline,flip-block]"
      >
        {isOpen && <Calendar {...{ date, today, channels }} onChoose={choose} />}
      </div>
    </div>
  );
}
