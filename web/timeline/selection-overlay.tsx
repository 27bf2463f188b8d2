import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { sizeText } from '../text/size-text.ts';
import { useText } from '../text/text.ts';
import { clockText, dayText, lengthText } from '../time/format.ts';
import type { Span } from '../time/span.ts';
import { type Edge, estimate, handleStep, withEdge } from './control/selection.ts';
import { placeOf } from './control/view.ts';
import type { TimelineLane } from './lanes/lane.ts';

interface SelectionOverlayProps {
  readonly selection: Span;
  readonly view: Span;
  readonly width: number;
  readonly now: number;
  readonly timeZone: string;
  readonly lanes: readonly TimelineLane[];
  /** Handles are too small for fingers under a fixed playhead: there are buttons instead. */
  readonly isFixed: boolean;
  readonly onSelection: (selection: Span) => void;
  /** A handle is dragged to a place, css pixels in the window. */
  readonly onDrag: (edge: Edge, clientX: number) => void;
}

const SECOND = 1000;
const HALF_LABEL = 120;

/** What is selected: a shade over all lanes, its length and size, and a handle at each end. */
export function SelectionOverlay(props: SelectionOverlayProps) {
  const { selection, view, width, now, timeZone, lanes, isFixed } = props;
  const { language } = useText();
  const words = useSelectionWords(selection, lanes, now);
  const [from, to] = [placeOf(view, selection.from, width), placeOf(view, selection.to, width)];
  if (to < 0 || from > width) return null;
  const [left, right] = [Math.max(-2, from), Math.min(width + 2, to)];
  const middle = Math.min(Math.max((left + right) / 2, HALF_LABEL), Math.max(HALF_LABEL, width - HALF_LABEL));
  return (
    <>
      <div
        aria-hidden="true"
        className="pointer-events-none absolute top-7 bottom-0 left-0 border-x-2 border-accent bg-accent/25"
        style={{ transform: `translateX(${left}px)`, width: Math.max(2, right - left) }}
      />
      {!isFixed && (
        <div
          aria-hidden="true"
          className="pointer-events-none absolute -bottom-4 left-0 z-10 rounded-control border border-accent bg-raised px-1.5 text-xs leading-5 whitespace-nowrap"
          style={{ transform: `translateX(${middle}px) translateX(-50%)` }}
        >
          {clockText(selection.from, timeZone, language)} – {clockText(selection.to, timeZone, language)} · {words}
        </div>
      )}
      {!isFixed && from >= 0 && from <= width && <Handle {...props} edge="from" x={from} words={words} />}
      {!isFixed && to >= 0 && to <= width && <Handle {...props} edge="to" x={to} words={words} />}
    </>
  );
}

function Handle(props: SelectionOverlayProps & { edge: Edge; x: number; words: string }) {
  const { selection, edge, x, words, now, timeZone, onSelection, onDrag } = props;
  const { t, language } = useText();
  const isDragging = useRef(false);
  const time = selection[edge];
  const clock = clockText(time, timeZone, language);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.ctrlKey || event.metaKey || event.altKey ? null : handleStep(event);
    if (step === null) return;
    event.preventDefault();
    event.stopPropagation();
    onSelection(withEdge(selection, edge, time + step, now));
  };
  const onPointerDown = (event: PointerEvent): void => {
    event.stopPropagation();
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    isDragging.current = true;
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t(edge === 'from' ? 'timeline.selectionFrom' : 'timeline.selectionTo')}
      aria-valuemin={Math.floor((edge === 'from' ? selection.to - 86_400_000 : selection.from) / SECOND)}
      aria-valuemax={Math.ceil((edge === 'from' ? selection.to : now) / SECOND)}
      aria-valuenow={Math.round(time / SECOND)}
      aria-valuetext={`${dayText(time, { timeZone, language, month: 'long' })}, ${clock}, ${words}`}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        event.stopPropagation();
        if (isDragging.current) onDrag(edge, event.clientX);
      }}
      onPointerUp={(event) => {
        event.stopPropagation();
        isDragging.current = false;
      }}
      onPointerCancel={() => {
        isDragging.current = false;
      }}
      className="absolute top-7 bottom-0 left-0 z-10 w-6 cursor-ew-resize touch-none rounded-control"
      style={{ transform: `translateX(${x}px) translateX(-50%)` }}
    >
      <div className="absolute top-1/2 left-1/2 h-8 w-2.5 -translate-1/2 rounded-full border-2 border-bg bg-accent" />
    </div>
  );
}

/** How long a selection is, how much of it is recorded, and about how large. */
export function useSelectionWords(selection: Span, lanes: readonly TimelineLane[], now: number): string {
  const { t, language } = useText();
  const length = lengthText((selection.to - selection.from) / SECOND);
  const { recordedMs, bytes } = estimate(selection, lanes, now);
  if (lanes.length > 0 && recordedMs < selection.to - selection.from - 2 * SECOND) {
    return t('timeline.selectedGaps', { length, recorded: lengthText(recordedMs / SECOND) });
  }
  return bytes === null ? t('timeline.selected', { length }) : t('timeline.selectedSize', { length, size: sizeText(bytes, language) });
}
