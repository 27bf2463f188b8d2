import type { CameraGap } from '../player/viewer/recording-history.ts';
import { useText } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { gapText, nearMomentText } from './gap-text.ts';
import { nearestRecordings } from './nearest-recording.ts';

interface NothingRecordedProps {
  readonly gap: CameraGap;
  /** The moment on view, which lies in the gap. */
  readonly time: number;
  readonly timeZone: string;
  readonly onGo: (time: number) => void;
}

/** In the place of a picture: what is missing, why, and the ways to what was recorded. Fills its parent, and says less where that is small. */
export function NothingRecorded({ gap, time, timeZone, onGo }: NothingRecordedProps) {
  const text = useText();
  const { t } = text;
  const telling = { time, timeZone, text };
  const { title, reason } = gapText(gap, telling);
  const [nearest, other] = nearestRecordings(gap, time);
  return (
    <div
      role="status"
      className="pointer-events-none absolute inset-0 flex flex-col items-center justify-center gap-1 bg-black/80 p-2 text-center text-xs @sm:p-4 @sm:text-sm"
    >
      <p className="font-medium text-balance @sm:text-base">{title}</p>
      {reason && <p className="text-muted first-letter:uppercase">{reason}</p>}
      <div className="pointer-events-auto mt-2 flex flex-wrap justify-center gap-2 @max-xs:hidden @sm:mt-3">
        {nearest && (
          <Button tone="primary" onClick={() => onGo(nearest.time)}>
            {t('recordings.nearest', { moment: nearMomentText(nearest.time, telling) })}
          </Button>
        )}
        {other && (
          <Button className="@max-sm:hidden" onClick={() => onGo(other.time)}>
            {t(`recordings.${other.side}`, { moment: nearMomentText(other.time, telling) })}
          </Button>
        )}
      </div>
    </div>
  );
}
