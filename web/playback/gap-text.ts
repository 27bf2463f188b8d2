import { momentText } from '../text/format.ts';
import type { Language, Text } from '../text/text.ts';
import { clockText, localTimeAt } from '../timeline/site-time.ts';
import type { CameraGap } from './recording-history.ts';

/** How a gap is told: `No recording 14:05:00–14:11:00`, and why. Days are named where it spans more than one. */
export function gapText(
  gap: CameraGap,
  timeZone: string,
  { t, language }: { t: Text; language: Language },
): { title: string; reason: string | null } {
  const { from, to, reason } = gap;
  const isOneDay = from !== null && to !== null && localTimeAt(from, timeZone).date === localTimeAt(to, timeZone).date;
  const text = (time: number): string => (isOneDay ? clockText(time, timeZone) : momentText(time, timeZone, language));
  const title =
    from !== null && to !== null
      ? t(isOneDay ? 'player.noRecording' : 'player.noRecordingDays', { from: text(from), to: text(to) })
      : from !== null
        ? t('player.noRecordingSince', { from: text(from) })
        : to !== null
          ? t('player.noRecordingUntil', { to: text(to) })
          : t('player.noRecordingHere');
  return { title, reason: reason === null ? null : reason === 'unreadable' ? t('player.unreadable') : t(`gap.${reason}`) };
}
