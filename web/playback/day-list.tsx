import type { ConfigAnswer } from '#shared/settings.ts';
import { useText } from '../text/text.ts';
import { dateText } from '../time/format.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { Unanswered } from '../ui/unanswered.tsx';
import { SegmentList } from './segment-list.tsx';
import { useSegments } from './use-segments.ts';

interface DayListProps {
  readonly camera: ConfigAnswer['channels'][number] | undefined;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** The moment that is shown; null while live. */
  readonly time: number | null;
  readonly onPlay: (from: number) => void;
}

/** A camera's recordings of a day, once they are known. */
export function DayList({ camera, date, time, onPlay }: DayListProps) {
  const { language } = useText();
  const { list, rows } = useSegments(camera?.channel ?? 0, date);
  if (rows) return <SegmentList title={`${camera?.name ?? ''} · ${dateText(date, language)}`} rows={rows} time={time} onPlay={onPlay} />;
  return (
    <Unanswered question={list}>
      <Skeleton className="h-96 lg:h-full" />
    </Unanswered>
  );
}
