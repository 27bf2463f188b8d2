import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { DayCoverage } from '#shared/timeline.ts';
import { type Text, useText } from '../text/text.ts';
import { dateText, monthText, weekdayTexts } from '../time/format.ts';
import { addMonths, weeksOf } from '../time/month.ts';
import { addDays } from '../time/site-time.ts';
import { IconButton } from '../ui/button.tsx';
import { useCoverage } from './use-coverage.ts';

interface CalendarProps {
  readonly date: string;
  readonly today: string;
  /** Whose recordings the days tell of. */
  readonly channels: readonly number[];
  readonly onChoose: (date: string) => void;
}

/** A month to choose a day from, each with how much was recorded. Arrow keys move by days and weeks, Page keys by months. */
export function Calendar({ date, today, channels, onChoose }: CalendarProps) {
  const { t, language } = useText();
  const [focused, setFocused] = useState(date);
  const coverage = useCoverage(channels, focused.slice(0, 7));
  const grid = useRef<HTMLTableElement>(null);
  const isMoved = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus follows the day it is on
  useEffect(() => {
    if (isMoved.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [focused]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const to = keyTarget(event.key, focused);
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    isMoved.current = true;
    setFocused(earlier(to, today));
  };
  const turn = (months: number): void => {
    isMoved.current = false;
    setFocused(earlier(addMonths(focused, months), today));
  };
  return (
    <div>
      <div className="flex items-center justify-between">
        <IconButton icon="left" label={t('timeline.previousMonth')} onClick={() => turn(-1)} />
        <span aria-live="polite" className="font-medium">
          {monthText(focused, language)}
        </span>
        <IconButton
          icon="right"
          label={t('timeline.nextMonth')}
          disabled={focused.slice(0, 7) >= today.slice(0, 7)}
          onClick={() => turn(1)}
        />
      </div>
      <table ref={grid} aria-label={monthText(focused, language)} className="mt-1" onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {weekdayTexts(language).map(({ short, long }) => (
              <th key={long} scope="col" abbr={long} className="w-11 pb-1 text-xs font-normal text-muted">
                {short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(focused).map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td key={day} className="p-0">
                  {day.slice(0, 7) === focused.slice(0, 7) && (
                    <DayButton
                      {...{ day, today, coverage: coverage.get(day) }}
                      isFocused={day === focused}
                      isChosen={day === date}
                      onChoose={onChoose}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-2 flex gap-4 text-xs text-muted">
        <span className="flex items-center gap-1.5">
          <span aria-hidden="true" className="h-1 w-4 rounded-full bg-recorded" />
          {t('timeline.calendarBar')}
        </span>
        <span className="flex items-center gap-1.5">
          <span aria-hidden="true" className="size-1.5 rounded-full bg-event" />
          {t('timeline.calendarDot')}
        </span>
      </p>
    </div>
  );
}

interface DayButtonProps {
  readonly day: string;
  readonly today: string;
  readonly coverage: DayCoverage | undefined;
  readonly isFocused: boolean;
  readonly isChosen: boolean;
  readonly onChoose: (date: string) => void;
}

function DayButton({ day, today, coverage, isFocused, isChosen, onChoose }: DayButtonProps) {
  const { t, language } = useText();
  const percent = coverage?.percent ?? null;
  return (
    <button
      type="button"
      tabIndex={isFocused ? 0 : -1}
      disabled={day > today}
      aria-current={day === today ? 'date' : undefined}
      aria-pressed={isChosen}
      aria-label={dayWords(day, coverage, language, t)}
      onClick={() => onChoose(day)}
      className={`relative grid size-11 place-items-center rounded-control pb-1 disabled:opacity-40 touch:size-12 ${
        isChosen ? 'bg-accent font-medium text-on-accent' : 'enabled:hover:bg-bg aria-[current]:font-semibold'
      }`}
    >
      {Number(day.slice(8))}
      {percent !== null && (
        <span
          aria-hidden="true"
          className={`absolute bottom-1.5 h-1 w-7 overflow-hidden rounded-full ${isChosen ? 'bg-on-accent/35' : 'bg-line'}`}
        >
          <span
            className={`block h-full ${isChosen ? 'bg-on-accent' : 'bg-recorded'}`}
            style={{ width: `${percent > 0 ? Math.max(8, percent) : 0}%` }}
          />
        </span>
      )}
      {(coverage?.interruptions ?? 0) > 0 && (
        <span aria-hidden="true" className={`absolute top-1 right-1.5 size-1.5 rounded-full ${isChosen ? 'bg-on-accent' : 'bg-event'}`} />
      )}
    </button>
  );
}

function dayWords(day: string, coverage: DayCoverage | undefined, language: string, t: Text): string {
  const date = dateText(day, language);
  if (!coverage) return date;
  if (coverage.percent === null) return t('timeline.dayNothing', { date });
  const percent = coverage.percent >= 99.95 ? 100 : Math.min(99, Math.round(coverage.percent));
  if (coverage.interruptions === 0) return t('timeline.dayRecorded', { date, percent });
  return t('timeline.dayInterrupted', { date, percent, count: coverage.interruptions });
}

function keyTarget(key: string, from: string): string | null {
  const days: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  const step = days[key];
  if (step !== undefined) return addDays(from, step);
  if (key === 'PageUp') return addMonths(from, -1);
  return key === 'PageDown' ? addMonths(from, 1) : null;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
