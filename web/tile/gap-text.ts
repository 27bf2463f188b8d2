import type { CameraGap } from '../player/viewer/recording-history.ts';
import type { Language, Text } from '../text/text.ts';
import { clockText, momentText } from '../time/format.ts';
import { localTimeAt } from '../time/site-time.ts';

/** Where one is, and how it is told there. */
interface TellingFrom {
  /** The moment on view. */
  readonly time: number;
  readonly timeZone: string;
  readonly text: { readonly t: Text; readonly language: Language };
}

/** How a gap is told: `No recording 14:05:00–14:11:00`, and why. Days are named where they are others than that of the moment on view. */
export function gapText({ from, to, reason }: CameraGap, telling: TellingFrom): { title: string; reason: string | null } {
  const { t } = telling.text;
  const at = (moment: number): string => nearMomentText(moment, telling);
  const isOneDay = [from, to].every((moment) => moment !== null && isSameDay(moment, telling));
  const title =
    from !== null && to !== null
      ? t(isOneDay ? 'player.noRecording' : 'player.noRecordingDays', { from: at(from), to: at(to) })
      : from !== null
        ? t('player.noRecordingSince', { from: at(from) })
        : to !== null
          ? t('player.noRecordingUntil', { to: at(to) })
          : t('player.noRecordingHere');
  return { title, reason: reason === null ? null : reason === 'unreadable' ? t('player.unreadable') : t(`gap.${reason}`) };
}

/** A moment as one says it from another: `14:05:00` on the same day, else `22 Nov 2026, 14:05`. */
export function nearMomentText(moment: number, telling: TellingFrom): string {
  const { timeZone, text } = telling;
  return isSameDay(moment, telling) ? clockText(moment, timeZone, text.language) : momentText(moment, timeZone, text.language);
}

function isSameDay(moment: number, { time, timeZone }: TellingFrom): boolean {
  return localTimeAt(moment, timeZone).date === localTimeAt(time, timeZone).date;
}
