import { useRef } from 'react';
import { dateText } from '../text/format.ts';
import { useText } from '../text/text.ts';
import { addDays } from '../timeline/site-time.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Calendar } from './calendar.tsx';

interface DayPickerProps {
  readonly date: string;
  readonly today: string;
  readonly hasRecordings: ReadonlySet<string>;
  readonly onChoose: (date: string) => void;
}

/** The day on view: a day back, a day on, or any day from the calendar. */
export function DayPicker({ date, today, hasRecordings, onChoose }: DayPickerProps) {
  const { t, language } = useText();
  const popover = useRef<HTMLDivElement>(null);
  const name = date === today ? t('recordings.today') : date === addDays(today, -1) ? t('recordings.yesterday') : null;
  const choose = (day: string): void => {
    popover.current?.hidePopover();
    onChoose(day);
  };
  return (
    <div className="flex items-center gap-1">
      <IconButton icon="left" label={t('recordings.previousDay')} tone="plain" onClick={() => onChoose(addDays(date, -1))} />
      <button
        type="button"
        popoverTarget="calendar"
        className="flex min-h-10 items-center gap-2 rounded-control border border-strong bg-surface px-3 [anchor-name:--day] hover:bg-raised touch:min-h-12"
      >
        <Icon name="calendar" size={18} className="text-muted max-sm:hidden" />
        <span className="sr-only">{t('recordings.calendar')}: </span>
        <span className="whitespace-nowrap">
          {name && <span className="font-medium">{name}</span>}
          {name && <span className="max-sm:hidden"> · </span>}
          <span className={name ? 'max-sm:hidden' : ''}>{dateText(date, language)}</span>
        </span>
      </button>
      <IconButton
        icon="right"
        label={t('recordings.nextDay')}
        tone="plain"
        disabled={date >= today}
        onClick={() => onChoose(addDays(date, 1))}
      />
      <div
        id="calendar"
        ref={popover}
        popover="auto"
        className="m-auto rounded-card border border-strong bg-raised p-3 text-ink shadow-raised [position-anchor:--day] supports-[position-area:bottom]:m-1 supports-[position-area:bottom]:[position-area:bottom_span-right] supports-[position-area:bottom]:[position-try-fallbacks:flip-inline]"
      >
        <Calendar key={date} date={date} today={today} hasRecordings={hasRecordings} onChoose={choose} />
      </div>
    </div>
  );
}
