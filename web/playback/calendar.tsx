import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { dateText, monthText, weekdayTexts } from '../text/format.ts';
import { useText } from '../text/text.ts';
import { addMonths, weeksOf } from '../timeline/month.ts';
import { addDays } from '../timeline/site-time.ts';
import { IconButton } from '../ui/button.tsx';

interface CalendarProps {
  readonly date: string;
  readonly today: string;
  readonly hasRecordings: ReadonlySet<string>;
  readonly onChoose: (date: string) => void;
}

/** A month to choose a day from; days with recordings are marked. Arrow keys move by days and weeks, Page keys by months. */
export function Calendar({ date, today, hasRecordings, onChoose }: CalendarProps) {
  const { t, language } = useText();
  const [focused, setFocused] = useState(date);
  const grid = useRef<HTMLTableElement>(null);
  const isMoved = useRef(false);
  const move = (to: string): void => {
    isMoved.current = true;
    setFocused(to > today ? today : to);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus follows the day it is on
  useEffect(() => {
    if (isMoved.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [focused]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const to = keyTarget(event.key, focused);
    if (!to) return;
    event.preventDefault();
    move(to);
  };
  return (
    <div>
      <div className="flex items-center justify-between">
        <IconButton icon="left" label={t('recordings.previousMonth')} onClick={() => setFocused(addMonths(focused, -1))} />
        <span aria-live="polite" className="font-medium">
          {monthText(focused, language)}
        </span>
        <IconButton
          icon="right"
          label={t('recordings.nextMonth')}
          disabled={focused.slice(0, 7) >= today.slice(0, 7)}
          onClick={() => setFocused(earlier(addMonths(focused, 1), today))}
        />
      </div>
      <table ref={grid} aria-label={monthText(focused, language)} className="mt-1" onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {weekdayTexts(language).map(({ short, long }) => (
              <th key={long} scope="col" abbr={long} className="size-10 text-xs font-normal text-muted">
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
                    <button
                      type="button"
                      tabIndex={day === focused ? 0 : -1}
                      disabled={day > today}
                      aria-current={day === today ? 'date' : undefined}
                      aria-pressed={day === date}
                      aria-label={
                        hasRecordings.has(day) ? `${dateText(day, language)}, ${t('recordings.hasRecordings')}` : dateText(day, language)
                      }
                      onClick={() => onChoose(day)}
                      className={`relative grid size-10 place-items-center rounded-control disabled:opacity-40 ${
                        day === date ? 'bg-accent font-medium text-on-accent' : 'enabled:hover:bg-bg aria-[current]:font-semibold'
                      }`}
                    >
                      {Number(day.slice(8))}
                      {hasRecordings.has(day) && (
                        <span
                          aria-hidden="true"
                          className={`absolute bottom-1 h-1 w-4 rounded-full ${day === date ? 'bg-on-accent' : 'bg-recorded'}`}
                        />
                      )}
                    </button>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
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
