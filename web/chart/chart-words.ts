import type { Text } from '../text/text.ts';
import { dayText, hourText, momentText } from '../time/format.ts';
import type { ChartTexts } from './chart.tsx';

/** The words every chart needs, and how it writes time at the site. */
export function chartWords(t: Text, language: string, timeZone: string) {
  const texts: ChartTexts = {
    summary: (title, figures) => t('health.chartSummary', { title, ...figures }),
    asTable: t('health.asTable'),
    time: t('health.time'),
  };
  return {
    texts,
    formatTime: (time: number, isLong: boolean) =>
      isLong ? dayText(time, { timeZone, language, month: 'short' }) : hourText(time, timeZone, language),
    formatMoment: (time: number) => momentText(time, timeZone, language),
  };
}
