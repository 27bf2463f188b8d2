import { useEffect, useState } from 'react';
import type { Store } from '../client/store.ts';
import { useText } from '../text/text.ts';
import { clockText } from '../time/format.ts';
import type { Span } from '../time/span.ts';
import { Icon } from '../ui/icon.tsx';
import { useWatched } from '../ui/use-watched.ts';
import { momentAt } from './control/view.ts';
import type { TimelineLane } from './lanes/lane.ts';
import { type LaneMoment, laneMoment } from './lanes/lane-moment.ts';
import type { Sprite, SpriteSheets } from './lanes/sprite-sheets.ts';

/** Where a pointer rests over the lanes, css pixels; and on which lane. */
export interface Hover {
  readonly x: number;
  readonly channel: number;
}

interface HoverCardProps {
  readonly hover: Store<Hover | null>;
  /** Grows when a sheet of pictures has come. */
  readonly loaded: Store<number>;
  readonly sheets: SpriteSheets;
  readonly lanes: readonly TimelineLane[];
  readonly view: Span;
  readonly width: number;
  readonly now: number;
  readonly timeZone: string;
}

const WAIT_MS = 60;
const [WIDTH, HEIGHT] = [192, 108];
const OLD_MS = 5000;

/** A picture of the moment under the pointer, or why there is none. */
export function HoverCard({ hover, loaded, ...rest }: HoverCardProps) {
  const place = useWatched(hover);
  useWatched(loaded);
  const [isShown, setShown] = useState(false);
  const isOver = place !== null;
  useEffect(() => {
    if (!isOver) return setShown(false);
    const timer = setTimeout(() => setShown(true), WAIT_MS);
    return () => clearTimeout(timer);
  }, [isOver]);
  const lane = rest.lanes.find(({ channel }) => channel === place?.channel);
  if (!place || !isShown || !lane) return null;
  const time = momentAt(rest.view, place.x, rest.width);
  const moment = laneMoment(lane, time, rest.now);
  return moment.kind === 'future' ? null : <Card {...rest} x={place.x} lane={lane} time={time} moment={moment} />;
}

interface CardProps extends Omit<HoverCardProps, 'hover' | 'loaded'> {
  readonly x: number;
  readonly lane: TimelineLane;
  readonly time: number;
  readonly moment: LaneMoment;
}

function Card({ sheets, lanes, width, timeZone, x, lane, time, moment }: CardProps) {
  const { language } = useText();
  const left = Math.min(Math.max(x, WIDTH / 2 + 2), Math.max(WIDTH / 2 + 2, width - WIDTH / 2 - 2));
  return (
    <div
      data-hover-card
      aria-hidden="true"
      className="pointer-events-none absolute bottom-full left-0 z-20 mb-2 overflow-hidden rounded-control border border-strong bg-raised text-xs shadow-raised"
      style={{ transform: `translateX(${left}px) translateX(-50%)`, width: WIDTH + 2 }}
    >
      {moment.kind === 'recorded' ? (
        <Picture sprite={sheets.spriteAt(lane.channel, time)} time={time} timeZone={timeZone} />
      ) : (
        <Reason moment={moment} timeZone={timeZone} />
      )}
      <div className="flex items-center gap-1.5 px-2 py-1">
        <span className="font-medium">{clockText(time, timeZone, language)}</span>
        {lanes.length > 1 && <span className="truncate text-muted">{lane.name}</span>}
        {moment.kind === 'recorded' && moment.protection && <Icon name="lock" size={14} className="ml-auto text-protected" />}
      </div>
      {moment.kind === 'recorded' && moment.protection?.note && (
        <div className="truncate px-2 pb-1 text-muted">{moment.protection.note}</div>
      )}
    </div>
  );
}

function Picture({ sprite, time, timeZone }: { sprite: Sprite | null; time: number; timeZone: string }) {
  const { language } = useText();
  if (!sprite) return <div className="animate-breathe bg-bg" style={{ width: WIDTH, height: HEIGHT }} />;
  const { sheet, x, y, at } = sprite;
  const scale = WIDTH / sheet.tileWidth;
  return (
    <div
      className="relative bg-bg bg-no-repeat"
      style={{
        width: WIDTH,
        height: HEIGHT,
        backgroundImage: `url("${sheet.url}")`,
        backgroundSize: `${sheet.columns * WIDTH}px auto`,
        backgroundPosition: `${-x * scale}px ${-y * scale}px`,
      }}
    >
      {Math.abs(at - time) > OLD_MS && (
        <span className="absolute right-1 bottom-1 rounded-control bg-bg/80 px-1 text-ink">{clockText(at, timeZone, language)}</span>
      )}
    </div>
  );
}

function Reason({ moment, timeZone }: { moment: LaneMoment; timeZone: string }) {
  const { t, language } = useText();
  const isOpen = moment.kind === 'gap' && moment.gap.isOpen === true;
  const span = moment.kind === 'gap' ? moment.gap : moment.kind === 'unreadable' ? moment.span : null;
  return (
    <div className="border-b border-line px-2 py-2">
      <p className="flex items-center gap-1.5 font-medium">
        <Icon name={moment.kind === 'unreadable' ? 'warning' : 'offline'} size={16} className="text-muted" />
        {t(moment.kind === 'unreadable' ? 'timeline.unreadableText' : 'timeline.gapShort')}
      </p>
      {moment.kind === 'gap' && <p className="mt-0.5">{t(`gap.${moment.gap.reason}`)}</p>}
      {span && (
        <p className="mt-0.5 text-muted">
          {clockText(span.from, timeZone, language)}–{isOpen ? t('timeline.now') : clockText(span.to, timeZone, language)}
        </p>
      )}
    </div>
  );
}
