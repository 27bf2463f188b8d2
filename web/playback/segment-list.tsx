import { useEffect, useRef } from 'react';
import { recordingUrl } from '../client/api.ts';
import { useConfig } from '../client/server.tsx';
import { type Text, useText } from '../text/text.ts';
import { lengthText } from '../time/format.ts';
import { IconAnchor, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useWindow } from '../ui/use-window.ts';
import { beginText, rowAt, type SegmentRow } from './segment-row.ts';
import { useDeleteSegment } from './use-delete-segment.ts';

interface SegmentListProps {
  /** Whose, and of which day. */
  readonly title: string;
  readonly rows: readonly SegmentRow[];
  /** The moment that is shown. */
  readonly time: number | null;
  readonly onPlay: (from: number) => void;
}

const ROW_HEIGHT = 52;

/** The day's segments, each to play, download or delete. */
export function SegmentList({ title, rows, time, onPlay }: SegmentListProps) {
  const { t } = useText();
  const box = useRef<HTMLUListElement>(null);
  const { first, end } = useWindow(box, rows.length, ROW_HEIGHT);
  const currentIndex = time === null ? -1 : rowAt(rows, time);

  useEffect(() => {
    const list = box.current;
    if (!list || currentIndex < 0) return;
    const top = currentIndex * ROW_HEIGHT;
    if (top < list.scrollTop || top + ROW_HEIGHT > list.scrollTop + list.clientHeight) list.scrollTop = top - list.clientHeight / 2;
  }, [currentIndex]);

  return (
    <section aria-label={t('recordings.list')} className="flex min-h-0 flex-col rounded-card border border-line bg-surface">
      <div className="border-b border-line px-4 py-2">
        <h2 className="font-semibold">{t('recordings.count', { count: rows.length })}</h2>
        <p className="truncate text-xs text-muted">{title}</p>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <ul ref={box} tabIndex={0} className="relative max-h-96 min-h-0 flex-1 overflow-y-auto lg:max-h-none">
        <li aria-hidden="true" style={{ height: first * ROW_HEIGHT }} />
        {rows.slice(first, end).map((row, index) => (
          <Row
            key={row.from}
            row={row}
            place={first + index + 1}
            of={rows.length}
            isCurrent={first + index === currentIndex}
            onPlay={() => onPlay(row.from)}
          />
        ))}
        <li aria-hidden="true" style={{ height: (rows.length - end) * ROW_HEIGHT }} />
      </ul>
    </section>
  );
}

interface RowProps {
  readonly row: SegmentRow;
  readonly place: number;
  readonly of: number;
  readonly isCurrent: boolean;
  readonly onPlay: () => void;
}

function Row({ row, place, of, isCurrent, onPlay }: RowProps) {
  const { t, language } = useText();
  const { timeZone } = useConfig();
  const deleteSegment = useDeleteSegment();
  const { entry } = row;
  const time = beginText(entry, timeZone, language);
  return (
    <li
      aria-setsize={of}
      aria-posinset={place}
      style={{ height: ROW_HEIGHT }}
      className={`flex items-center border-b border-line pr-1 ${isCurrent ? 'bg-raised' : ''}`}
    >
      <button
        type="button"
        onClick={onPlay}
        aria-current={isCurrent || undefined}
        className="flex h-full min-w-0 flex-1 items-center gap-3 border-l-2 border-transparent px-3 text-left hover:bg-raised aria-[current]:border-accent"
      >
        <Icon name="play" size={14} className={isCurrent ? 'text-accent' : 'text-muted'} />
        <span className="sr-only">{t('player.play')}</span>
        <span className="font-medium">{time}</span>
        <span className="flex min-w-0 flex-1 flex-wrap items-baseline justify-end gap-x-3 text-xs text-muted">
          <Marks row={row} />
          {entry.duration > 0 && <span>{lengthText(entry.duration)}</span>}
          <span className="min-w-16 text-right">{entry.size}</span>
        </span>
      </button>
      <IconAnchor
        icon="download"
        label={t('recordings.downloadAt', { time })}
        href={recordingUrl(entry.name, true)}
        download
        className="text-muted"
      />
      <IconButton
        icon="trash"
        label={entry.live ? t('recordings.beingWritten') : entry.protected ? t('recordings.protected') : t('recordings.deleteAt', { time })}
        disabled={entry.live || entry.protected}
        className="text-muted"
        onClick={() => deleteSegment(entry)}
      />
    </li>
  );
}

function problemWord({ unplayable, misdated }: SegmentRow['entry'], t: Text): string {
  if (unplayable !== null) return t(`recordings.unplayable.${unplayable}`);
  return t(misdated === null ? 'recordings.damaged' : 'recordings.misdated');
}

function Marks({ row: { entry } }: { row: SegmentRow }) {
  const { t } = useText();
  return (
    <>
      {entry.live && <span className="text-accent">{t('recordings.beingWritten')}</span>}
      {entry.protected && (
        <span className="flex items-center gap-1 text-protected">
          <Icon name="lock" size={12} />
          <span className="text-muted">{t('recordings.protected')}</span>
        </span>
      )}
      {entry.problem && (
        <span className="text-warn" title={entry.problem}>
          {problemWord(entry, t)}
        </span>
      )}
    </>
  );
}
