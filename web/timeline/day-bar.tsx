import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from 'react';
import { type Text, useText } from '../text/text.ts';
import { useSize } from '../ui/use-size.ts';
import { type Recorded, stateAt } from './runs.ts';
import { clockText } from './site-time.ts';
import { isLabelled, ticksOf } from './ticks.ts';
import { clip, shareAt, timeAt, type View } from './view.ts';

interface DayBarProps {
  readonly view: View;
  readonly recorded: Recorded;
  /** The moment that is shown; null while there is none. */
  readonly time: number | null;
  readonly now: number;
  readonly timeZone: string;
  readonly onSeek: (time: number) => void;
}

const LANE_TOP = 22;
const LANE_HEIGHT = 36;
const LABEL_PIXELS = 60;
const HEIGHT = LANE_TOP + LANE_HEIGHT + 4;
const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A day as a ruler: what is recorded, what is not and why, and the moment that is shown. Pressing or dragging seeks; so do the arrow keys. */
export function DayBar({ view, recorded, time, now, timeZone, onSeek }: DayBarProps) {
  const { t } = useText();
  const [box, size] = useSize<HTMLDivElement>();
  const [hovered, setHovered] = useState<number | null>(null);
  const isDragging = useRef(false);
  const width = size?.width ?? 0;
  const shown = isDragging.current && hovered !== null ? hovered : time;
  const textOf = (moment: number): string => momentText(recorded, moment, timeZone, t);

  const timeUnder = (event: PointerEvent): number => {
    const { left, width: whole } = event.currentTarget.getBoundingClientRect();
    return Math.min(timeAt(view, (event.clientX - left) / whole), now);
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    isDragging.current = true;
    setHovered(timeUnder(event));
  };
  const onPointerUp = (event: PointerEvent): void => {
    if (!isDragging.current) return;
    isDragging.current = false;
    if (event.pointerType !== 'mouse') setHovered(null);
    onSeek(timeUnder(event));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = time === null ? null : keyTarget(event, time, view, now);
    if (target === null) return;
    event.preventDefault();
    event.stopPropagation();
    onSeek(target);
  };

  return (
    <div
      ref={box}
      role="slider"
      tabIndex={0}
      aria-label={t('recordings.timeline')}
      aria-valuemin={0}
      aria-valuemax={Math.round((view.to - view.from) / SECOND)}
      aria-valuenow={time === null ? 0 : Math.round((time - view.from) / SECOND)}
      aria-valuetext={time === null ? undefined : textOf(time)}
      className="relative touch-none rounded-control select-none"
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => setHovered(timeUnder(event))}
      onPointerUp={onPointerUp}
      onPointerCancel={() => {
        isDragging.current = false;
        setHovered(null);
      }}
      onPointerLeave={() => !isDragging.current && setHovered(null)}
    >
      <svg aria-hidden="true" width="100%" height={HEIGHT} className="block">
        {width > 0 && <Ruler view={view} width={width} timeZone={timeZone} />}
        {width > 0 && <Lane view={view} width={width} recorded={recorded} now={now} />}
      </svg>
      {hovered !== null && width > 0 && (
        <Hint x={shareAt(view, hovered) * width} width={width} text={textOf(hovered)} isDragging={isDragging.current} />
      )}
      {shown !== null && shown >= view.from && shown <= view.to && (
        <div
          className="pointer-events-none absolute bottom-0 w-0.5 -translate-x-1/2 bg-ink"
          style={{ left: shareAt(view, shown) * width, top: LANE_TOP - 6 }}
        >
          <div className="absolute -top-1 left-1/2 size-2.5 -translate-x-1/2 rounded-full bg-ink" />
        </div>
      )}
    </div>
  );
}

function Ruler({ view, width, timeZone }: { view: View; width: number; timeZone: string }) {
  const { t } = useText();
  return ticksOf(view, width, timeZone).map((tick) => {
    const x = shareAt(view, tick.time) * width;
    return (
      <g key={tick.time}>
        <line x1={x} x2={x} y1={LANE_TOP - 5} y2={LANE_TOP} className="stroke-strong" />
        {isLabelled(tick, view, width) && (
          <text x={x} y={12} textAnchor="middle" className="fill-muted text-xs">
            {tick.isSecond ? `${tick.label} (${t('recordings.second')})` : tick.label}
          </text>
        )}
      </g>
    );
  });
}

function Lane({ view, width, recorded, now }: { view: View; width: number; recorded: Recorded; now: number }) {
  const { t } = useText();
  const hatch = useId();
  const place = (span: View) => {
    const x = shareAt(view, span.from) * width;
    return { x, width: Math.max(1, shareAt(view, span.to) * width - x), y: LANE_TOP, height: LANE_HEIGHT };
  };
  const past = clip(view, { from: view.from, to: now });
  const nowX = shareAt(view, now) * width;
  return (
    <>
      <defs>
        <pattern id={hatch} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="7" strokeWidth="2.500" className="stroke-strong opacity-70" />
        </pattern>
      </defs>
      <rect x={0} y={LANE_TOP} width={width} height={LANE_HEIGHT} rx={4} fill="none" className="stroke-line" />
      {past && <rect {...place(past)} className="fill-line opacity-60" />}
      {recorded.gaps.map((gap) => {
        const span = clip(view, gap);
        if (!span) return null;
        const box = place(span);
        // What was deleted to make room is no failure: it stays flat, and says so where there is room.
        if (gap.reason !== 'deleted') return <rect key={gap.from} {...box} fill={`url(#${hatch})`} />;
        return (
          box.width > LABEL_PIXELS && (
            <text
              key={gap.from}
              x={box.x + box.width / 2}
              y={LANE_TOP + LANE_HEIGHT / 2 + 4}
              textAnchor="middle"
              className="fill-muted text-xs"
            >
              {t('gap.deleted')}
            </text>
          )
        );
      })}
      {recorded.runs.map((run) => {
        const span = clip(view, run);
        return span && <rect key={run.from} {...place(span)} className="fill-recorded" />;
      })}
      {nowX > 0 && nowX < width && (
        <line x1={nowX} x2={nowX} y1={LANE_TOP - 5} y2={HEIGHT} className="stroke-accent" strokeDasharray="3 2" />
      )}
    </>
  );
}

const HINT_HALF = 165;

function Hint({ x, width, text, isDragging }: { x: number; width: number; text: string; isDragging: boolean }) {
  const half = Math.min(HINT_HALF, width / 2);
  const left = Math.min(Math.max(x, half), width - half);
  return (
    <>
      {!isDragging && <div className="pointer-events-none absolute bottom-0 w-px bg-ink opacity-60" style={{ left: x, top: LANE_TOP }} />}
      <div
        className="pointer-events-none absolute bottom-full z-10 mb-1 -translate-x-1/2 rounded-control border border-strong bg-raised px-2 py-1 text-xs whitespace-nowrap shadow-raised"
        style={{ left }}
      >
        {text}
      </div>
    </>
  );
}

function momentText(recorded: Recorded, time: number, timeZone: string, t: Text): string {
  const clock = clockText(time, timeZone);
  const state = stateAt(recorded, time);
  if (state.kind === 'run') return t('recordings.atRecorded', { time: clock });
  if (state.kind === 'nothing') return t('recordings.atNothing', { time: clock });
  return t('recordings.atGap', { time: clock, reason: t(`gap.${state.gap.reason}`) });
}

/** Where a key leads, within the view and not into the future; null for other keys. */
function keyTarget({ key, shiftKey }: KeyboardEvent, time: number, view: View, now: number): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: shiftKey ? -MINUTE : -5 * SECOND,
    ArrowRight: shiftKey ? MINUTE : 5 * SECOND,
    ArrowDown: -MINUTE,
    ArrowUp: MINUTE,
    PageDown: -10 * MINUTE,
    PageUp: 10 * MINUTE,
  };
  const last = Math.min(view.to - SECOND, now);
  if (key === 'Home') return view.from;
  if (key === 'End') return last;
  const step = steps[key];
  return step === undefined ? null : Math.min(Math.max(time + step, view.from), last);
}
