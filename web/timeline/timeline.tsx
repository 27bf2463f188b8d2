import { type PointerEvent, type ReactElement, useCallback, useRef, useState } from 'react';
import { Store } from '../client/store.ts';
import { useText } from '../text/text.ts';
import type { Span } from '../time/span.ts';
import { Announcer } from '../ui/announcer.tsx';
import { useMedia } from '../ui/use-media.ts';
import { useSize } from '../ui/use-size.ts';
import { useWatched } from '../ui/use-watched.ts';
import type { PointerPlace, Zone } from './control/gestures.ts';
import type { TimelineScene, TimelineWishes } from './control/timeline-scene.ts';
import { useTimelineControl } from './control/use-timeline-control.ts';
import { placeOf } from './control/view.ts';
import { LaneStrip } from './drawing/lane-strip.tsx';
import { Ruler } from './drawing/ruler.tsx';
import { type Hover, HoverCard } from './hover-card.tsx';
import { LaneNames } from './lane-names.tsx';
import type { TimelineLane } from './lanes/lane.ts';
import { useSpriteSheets } from './lanes/use-sprite-sheets.ts';
import { Legend } from './legend.tsx';
import { MomentList } from './moment-list.tsx';
import { skipWords } from './moment-words.ts';
import { Playhead } from './playhead.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { SelectionOverlay } from './selection-overlay.tsx';
import { GoLive, NowLine, ReadOut, SkipNote } from './timeline-parts.tsx';
import { useSettled } from './use-settled.ts';

interface TimelineProps {
  readonly lanes: readonly TimelineLane[];
  readonly view: Span;
  readonly onView: (view: Span) => void;
  /** The moment that is shown, epoch ms. */
  readonly playhead: number;
  /** Someone looks for a moment with the pointer or a key: `start`, any number of `move`, `end`; seek at `end` at the latest. */
  readonly onScrub: (t: number, phase: 'start' | 'move' | 'end') => void;
  /** Double click, and "play from here". */
  readonly onPlay: (t: number) => void;
  readonly now: number;
  readonly timeZone: string;
  readonly focusedChannel: number;
  readonly onFocus: (channel: number) => void;
  readonly selection: Span | null;
  readonly onSelection: (selection: Span | null) => void;
  /** A drag over the lanes selects instead of scrubbing. */
  readonly isSelecting: boolean;
  /** The strip under a camera's page: one lane, no names. */
  readonly isCompact?: boolean;
  readonly onGoLive?: () => void;
  /** The large time above the timeline on a phone; default true. */
  readonly hasReadOut?: boolean;
}

const RULER_HEIGHT = 28;
const STRIP_HEIGHT = 10;
const BAR_HEIGHT = { mouse: 24, touch: 32, alone: 36 };
const LANE_SPACE = 6;
/** Css pixels that the time at the playhead and the word “now” take on each side. */
const [HALF_PILL, HALF_NOW] = [42, 20];
const BEHIND_MS = 10_000;
const LIST_AFTER_MS = 400;

/** Lanes of recordings on a zoomable ruler, under one playhead. */
export function Timeline(props: TimelineProps): ReactElement {
  const { lanes, view, playhead, now, timeZone, focusedChannel, selection, isSelecting, isCompact = false, onGoLive } = props;
  const { hasReadOut = true, onView, onScrub, onPlay, onFocus, onSelection } = props;
  const { t, language } = useText();
  const isCentred = useMedia('(pointer: coarse)');
  const [box, size] = useSize<HTMLDivElement>();
  const width = size?.width ?? 0;
  const scene = { view, playhead, now, width, lanes, focusedChannel, selection, isSelecting, isCentred };
  const wishes: TimelineWishes = { onView, onScrub, onPlay, onSelection };
  const control = useTimelineControl(box, scene, wishes);
  const { scrub, isPrecise, skip } = useWatched(control);
  const { sheets, loaded } = useSpriteSheets();
  const [hover] = useState(() => new Store<Hover | null>(null));
  const settledView = useSettled(view, LIST_AFTER_MS);
  const latestPlay = useRef(onPlay);
  latestPlay.current = onPlay;
  const play = useCallback((time: number) => latestPlay.current(time), []);

  const isAlone = lanes.length <= 1 && !isCompact;
  const barHeight = isAlone ? BAR_HEIGHT.alone : isCentred ? BAR_HEIGHT.touch : BAR_HEIGHT.mouse;
  const laneHeight = STRIP_HEIGHT + barHeight + LANE_SPACE;
  const shown = scrub ?? playhead;
  const focused = lanes.find(({ channel }) => channel === focusedChannel) ?? lanes[0];
  const isReadOut = isCentred && hasReadOut && !isCompact;
  const nowX = placeOf(view, now, width);
  const hasNames = lanes.length > 1 && !isCompact;
  const isBehind = onGoLive !== undefined && now - shown > BEHIND_MS;

  const placeIn = (event: PointerEvent): PointerPlace => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return { id: event.pointerId, isTouch: event.pointerType === 'touch', x: event.clientX - left, y: event.clientY - top };
  };
  const channelAt = (y: number): number | undefined => lanes[Math.floor((y - RULER_HEIGHT) / laneHeight)]?.channel;
  const look = (event: PointerEvent): void => {
    const { x, y, isTouch } = placeIn(event);
    const channel = control.gestures.isBusy ? focused?.channel : channelAt(y);
    hover.set(isTouch || channel === undefined || (event.buttons !== 0 && !control.gestures.isBusy) ? null : { x, channel });
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const place = placeIn(event);
    const isPlayhead = !isCentred && event.target instanceof Element && event.target.closest('[data-playhead]') !== null;
    const zone: Zone = isPlayhead ? 'playhead' : place.y < RULER_HEIGHT ? 'ruler' : 'lane';
    event.currentTarget.setPointerCapture(event.pointerId);
    const channel = channelAt(place.y);
    if (zone === 'lane' && channel !== undefined && channel !== focusedChannel) onFocus(channel);
    control.press();
    control.gestures.down(place, zone, isSelecting && !isCentred);
  };
  return (
    <section aria-label={t('timeline.label')} className="min-w-0 select-none">
      {isReadOut && <ReadOut time={shown} timeZone={timeZone} isPrecise={isPrecise} />}
      <div className="flex min-w-0 items-stretch gap-2">
        {hasNames && (
          <LaneNames
            lanes={lanes}
            focusedChannel={focusedChannel}
            onFocus={onFocus}
            top={RULER_HEIGHT + STRIP_HEIGHT}
            height={barHeight}
            space={laneHeight - barHeight}
          />
        )}
        <div
          ref={box}
          data-timeline={`${Math.round(view.from)}/${Math.round(view.to)}`}
          className={`relative min-w-0 flex-1 touch-none ${isSelecting ? 'cursor-crosshair' : ''}`}
          onPointerDown={onPointerDown}
          onPointerMove={(event) => {
            control.snapping(!event.altKey);
            control.gestures.move(placeIn(event));
            look(event);
          }}
          onPointerUp={(event) => {
            control.gestures.up(placeIn(event));
            look(event);
          }}
          onPointerCancel={(event) => control.gestures.cancel(event.pointerId)}
          onPointerLeave={() => hover.set(null)}
        >
          <Ruler {...{ view, width, timeZone }} height={RULER_HEIGHT} taken={takenPlaces(scene, shown)} />
          {lanes.map((lane) => (
            <div key={lane.channel} className="relative" style={{ paddingBottom: LANE_SPACE }}>
              <LaneStrip
                lane={lane}
                view={view}
                width={width}
                now={seenNow(now, view, width)}
                stripHeight={STRIP_HEIGHT}
                barHeight={barHeight}
              />
              {hasNames && (
                <span
                  aria-hidden="true"
                  className={`pointer-events-none absolute left-1 max-w-1/3 truncate rounded-control bg-surface/85 px-1.5 text-xs sm:hidden ${
                    lane.channel === focusedChannel ? 'font-medium text-accent' : 'text-ink'
                  }`}
                  style={{ top: STRIP_HEIGHT + (barHeight - 16) / 2 }}
                >
                  {lane.name}
                </span>
              )}
            </div>
          ))}
          {nowX >= 0 && nowX <= width && (
            <NowLine x={nowX} width={width} isNamed={Math.abs(nowX - placeOf(view, shown, width)) > HALF_PILL + HALF_NOW} />
          )}
          {selection && width > 0 && (
            <SelectionOverlay
              {...{ selection, view, width, now, timeZone, lanes }}
              isFixed={isCentred}
              onSelection={onSelection}
              onDrag={(edge, clientX) => control.handle(edge, clientX - (box.current?.getBoundingClientRect().left ?? 0))}
            />
          )}
          {width > 0 && (
            <Playhead
              {...{ time: shown, view, width, now, timeZone, isPrecise }}
              isQuiet={isReadOut}
              lane={focused}
              onStep={(ms) => control.step(ms)}
              onSeek={(time) => control.seek(time)}
            />
          )}
          <SkipNote skip={skip} timeZone={timeZone} />
          <HoverCard {...{ hover, loaded, sheets, lanes, view, width, now, timeZone }} />
        </div>
        {isCompact && onGoLive && <GoLive isNeeded={isBehind} onGoLive={onGoLive} />}
      </div>
      {isCentred && isSelecting && <SelectionBar {...{ selection, time: shown, now, lanes, onSelection }} />}
      {!isCompact && (
        <div className="mt-1 flex min-h-10 items-center justify-between gap-4">
          <Legend
            hasUnreadable={lanes.some(({ unreadable = [] }) => unreadable.length > 0)}
            hasEvents={lanes.some(({ events = [] }) => events.length > 0)}
          />
          {onGoLive && <GoLive isNeeded={isBehind} onGoLive={onGoLive} />}
        </div>
      )}
      {focused && <MomentList lane={focused} view={settledView} timeZone={timeZone} onPlay={play} />}
      <Announcer text={skip ? skipWords(skip, timeZone, { t, language }) : ''} />
    </section>
  );
}

/** Now as far as the eye can tell: rounded up to a pixel, and no later than a little beyond the view. */
function seenNow(now: number, view: Span, width: number): number {
  const pixelMs = (view.to - view.from) / Math.max(1, width) / devicePixelRatio;
  return Math.min(Math.ceil(now / pixelMs) * pixelMs, view.to + 40 * pixelMs);
}

/** Where the ruler has no room for labels. */
function takenPlaces({ view, width, now }: TimelineScene, shown: number): readonly Span[] {
  const around = (time: number, before: number, after: number): Span => {
    const x = Math.min(Math.max(placeOf(view, time, width), before), width - after);
    return { from: x - before, to: x + after };
  };
  const isSeen = (time: number): boolean => time >= view.from && time <= view.to;
  return [around(shown, HALF_PILL, HALF_PILL), ...(isSeen(now) ? [around(now, HALF_NOW, HALF_NOW)] : [])];
}
