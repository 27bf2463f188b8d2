import type { Text, useText } from '../text/text.ts';
import { clockText } from '../time/format.ts';
import type { Skip } from './control/timeline-scene.ts';
import { PEAK_LEVEL } from './lanes/activity-peaks.ts';
import type { LaneMoment } from './lanes/lane-moment.ts';

/** What there is at a moment, e.g. `recorded, activity`. */
export function stateWords(moment: LaneMoment, t: Text): string {
  switch (moment.kind) {
    case 'recorded': {
      const words: string[] = [t(moment.run.isLive ? 'timeline.live' : 'timeline.recorded')];
      if (moment.protection) words.push(t('timeline.protected'));
      if ((moment.level ?? 0) >= PEAK_LEVEL) words.push(t((moment.level ?? 0) >= 7 ? 'timeline.muchActivity' : 'timeline.activity'));
      return words.join(', ');
    }
    case 'gap':
      return t('timeline.gap', { reason: t(`gap.${moment.gap.reason}`) });
    case 'unreadable':
      return t('timeline.unreadable');
    case 'future':
      return t('timeline.future');
    case 'nothing':
      return t('timeline.nothing');
  }
}

/** What is said when a seek went over a gap. */
export function skipWords({ to, gap }: Skip, timeZone: string, { t, language }: ReturnType<typeof useText>): string {
  const clock = (time: number): string => clockText(time, timeZone, language);
  if (!gap) return t('timeline.skippedShort', { to: clock(to) });
  const times = { from: clock(gap.from), to: clock(to) };
  return t('timeline.skipped', { ...times, reason: t(`gap.${gap.reason}`) });
}
