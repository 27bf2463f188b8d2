import type { Span } from '../../time/span.ts';
import { spansWithin } from '../../time/span.ts';
import { placeOf } from '../control/view.ts';
import { PEAK_LEVEL } from '../lanes/activity-peaks.ts';
import { eventsWithin, isTrouble } from '../lanes/event-moments.ts';
import type { LaneActivity, LaneEvent, TimelineLane } from '../lanes/lane.ts';
import { endOf, endOfGap } from '../lanes/lane-moment.ts';
import { hatch } from './hatch.ts';
import type { Sheet } from './use-canvas.ts';

/** What of a lane is drawn, and how high. */
interface LanePicture {
  readonly lane: TimelineLane;
  readonly view: Span;
  readonly now: number;
  /** Css pixels of the strip for activity, above the bar. */
  readonly stripHeight: number;
  readonly barHeight: number;
  /** What stands in a wide stretch that was deleted to make room. */
  readonly deletedText: string;
  readonly unreadableText: string;
}

type Fill = CanvasRenderingContext2D['fillStyle'];

interface Box {
  readonly x: number;
  readonly width: number;
}

const SOFT_END = 14;
const LABEL_ROOM = 24;
const PROTECTED_HEIGHT = 6;
const LOCK_ROOM = 22;
const LEAST_MARK = 3;
const EVENT_REACH = 4;
/** Css pixels: lines cannot be told in less, and cost much. */
const LEAST_HATCH = 5;

/** Draws one camera's lane: what is recorded, what is missing and why, what is protected, how much moved and what happened. */
export function drawLane(sheet: Sheet, picture: LanePicture): void {
  const { lane, view, now, stripHeight, barHeight } = picture;
  const { context, palette, width, pixelRatio } = sheet;
  const boxes = (spans: readonly Span[]): readonly Box[] => boxesOf(spans, view, width, 1 / pixelRatio);
  const fill = (all: readonly Box[], style: Fill): void => fillBoxes(context, all, stripHeight, barHeight, style);
  const start = placeOf(view, 0, width);

  const past = Math.min(now, view.to);
  if (past > view.from) {
    context.globalAlpha = 0.55;
    fill(boxes([{ from: view.from, to: past }]), palette.line);
    context.globalAlpha = 1;
  }
  const gaps = spansWithin(
    lane.gaps.map((gap) => (gap.isOpen ? { ...gap, to: endOfGap(gap, now) } : gap)),
    view,
  );
  const missing = boxes(gaps.filter(({ reason }) => reason !== 'deleted'));
  context.globalAlpha = 0.4;
  fill(
    missing.filter(({ width: wide }) => wide < LEAST_HATCH),
    palette.strong,
  );
  context.globalAlpha = 1;
  fill(
    missing.filter(({ width: wide }) => wide >= LEAST_HATCH),
    hatch(context, palette.strong, pixelRatio, start),
  );
  const runs = spansWithin(lane.recordings, view);
  const running = lane.recordings.at(-1);
  const ended = running?.isLive ? runs.filter((run) => run !== running) : runs;
  fill(boxes(ended), palette.recorded);
  if (running?.isLive) drawRunning(sheet, picture, { from: running.from, to: endOf(running, now) });
  const broken = boxes(spansWithin(lane.unreadable ?? [], view));
  fill(broken, palette.bg);
  fill(broken, hatch(context, palette.danger, pixelRatio, start));
  drawProtections(sheet, picture);
  drawActivity(sheet, picture);
  drawEvents(sheet, picture);
  drawLabels(sheet, picture);
}

/** Where spans lie, css pixels; those that would share a pixel are one box, so that a day of short files costs no more than the screen is wide. */
export function boxesOf(spans: readonly Span[], view: Span, width: number, pixel: number): readonly Box[] {
  const boxes: { x: number; width: number }[] = [];
  for (const { from, to } of spans) {
    const x = Math.round(Math.max(-1, placeOf(view, from, width)) / pixel) * pixel; // between two pixels it would cost more and look worse
    const end = Math.max(x + pixel, Math.round(Math.min(width + 1, placeOf(view, to, width)) / pixel) * pixel);
    const last = boxes.at(-1);
    if (last && x - (last.x + last.width) < pixel / 2) last.width = Math.max(last.width, end - last.x);
    else boxes.push({ x, width: end - x });
  }
  return boxes;
}

function fillBoxes(context: CanvasRenderingContext2D, boxes: readonly Box[], top: number, height: number, style: Fill): void {
  context.fillStyle = style;
  // One path of them all would be filled many times slower where no graphics card helps.
  for (const { x, width } of boxes) context.fillRect(x, top, width, height);
}

/** What is being written has a soft end: more is coming. */
function drawRunning({ context, palette, width, pixelRatio }: Sheet, { view, stripHeight, barHeight }: LanePicture, span: Span): void {
  const [box] = boxesOf([span], view, width, 1 / pixelRatio);
  if (!box || span.to < view.from || span.from > view.to) return;
  const end = placeOf(view, span.to, width);
  const gradient = context.createLinearGradient(end - Math.min(SOFT_END, box.width), 0, end, 0);
  gradient.addColorStop(0, palette.recorded);
  gradient.addColorStop(1, palette.recordedNone);
  fillBoxes(context, [box], stripHeight, barHeight, gradient);
}

function drawProtections({ context, palette, width, pixelRatio }: Sheet, { lane, view, stripHeight }: LanePicture): void {
  const spans = lane.protections.filter(({ from, to }) => to > view.from && from < view.to);
  const boxes = boxesOf(spans, view, width, 1 / pixelRatio);
  fillBoxes(context, boxes, stripHeight, PROTECTED_HEIGHT + 1, palette.bg);
  fillBoxes(context, boxes, stripHeight, PROTECTED_HEIGHT, palette.protected);
  fillBoxes(context, boxes, stripHeight, PROTECTED_HEIGHT, hatch(context, palette.bg, pixelRatio, placeOf(view, 0, width)));
  for (const { x, width: wide } of boxes) {
    if (wide > LOCK_ROOM) drawLock(context, Math.max(x, 0) + 4, stripHeight + PROTECTED_HEIGHT + 2, palette.bg);
  }
}

/** A small padlock. */
function drawLock(context: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x + 5, y + 5, 3, Math.PI, 0);
  context.stroke();
  context.fillRect(x, y + 5, 10, 7);
}

/** Columns as high as much moved; what is worth a look is at least three pixels wide and has a full head. */
function drawActivity(sheet: Sheet, { lane, view, stripHeight }: LanePicture): void {
  const { context, palette } = sheet;
  const foot = stripHeight - 1;
  context.fillStyle = palette.event;
  for (const piece of lane.activity ?? []) {
    for (const { x, width, level } of columnsOf(piece, view, sheet.width)) {
      const height = Math.max(2, Math.round((level / 9) * foot));
      context.fillRect(x, foot - height, width, height);
    }
  }
}

/** A diamond for each event, full for trouble and hollow for its end; those that would cover each other are one. */
function drawEvents({ context, palette, width }: Sheet, { lane, view, stripHeight }: LanePicture): void {
  const middle = stripHeight / 2;
  for (const { x, isFull } of marksOf(lane.events, view, width)) {
    context.beginPath();
    context.moveTo(x, middle - EVENT_REACH);
    context.lineTo(x + EVENT_REACH, middle);
    context.lineTo(x, middle + EVENT_REACH);
    context.lineTo(x - EVENT_REACH, middle);
    context.closePath();
    // a rim, so that it stands out from activity
    context.lineWidth = 4;
    context.strokeStyle = palette.surface;
    context.stroke();
    context.lineWidth = 1.5;
    context.fillStyle = isFull ? palette.danger : palette.surface;
    context.fill();
    context.strokeStyle = isFull ? palette.danger : palette.ink;
    context.stroke();
  }
}

/** Where marks of events stand, css pixels; of several in one place one is drawn, and trouble shows. */
export function marksOf(
  events: readonly LaneEvent[] | undefined,
  view: Span,
  width: number,
): readonly { readonly x: number; readonly isFull: boolean }[] {
  const marks: { x: number; isFull: boolean }[] = [];
  for (const event of eventsWithin(events, view)) {
    const x = Math.round(placeOf(view, event.at, width));
    const last = marks.at(-1);
    if (last && x - last.x < EVENT_REACH) last.isFull ||= isTrouble(event);
    else marks.push({ x, isFull: isTrouble(event) });
  }
  return marks;
}

/** The columns of a piece of activity in css pixels; where several steps share one, the highest counts. */
export function columnsOf(
  { from, stepMs, levels }: LaneActivity,
  view: Span,
  width: number,
): readonly { readonly x: number; readonly width: number; readonly level: number }[] {
  const columns: { x: number; width: number; level: number }[] = [];
  const first = Math.max(0, Math.floor((view.from - from) / stepMs));
  const end = Math.min(levels.length, Math.ceil((view.to - from) / stepMs));
  for (let at = first; at < end; at++) {
    const level = levels[at];
    if (!level) continue;
    const x = Math.floor(placeOf(view, from + at * stepMs, width));
    const least = level >= PEAK_LEVEL ? LEAST_MARK : 1;
    const wide = Math.max(least, Math.floor(placeOf(view, from + (at + 1) * stepMs, width)) - x);
    const last = columns.at(-1);
    if (last && x < last.x + 1) Object.assign(last, { level: Math.max(last.level, level), width: Math.max(last.width, wide) });
    else columns.push({ x, width: wide, level });
  }
  return columns;
}

function drawLabels(sheet: Sheet, { lane, view, stripHeight, barHeight, deletedText, unreadableText }: LanePicture): void {
  const { context, palette, width } = sheet;
  context.font = `12px ${palette.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  const label = ({ from, to }: Span, text: string, isOnHatch: boolean): void => {
    const [left, right] = [Math.max(0, placeOf(view, from, width)), Math.min(width, placeOf(view, to, width))];
    const room = context.measureText(text).width;
    if (right - left < room + LABEL_ROOM) return;
    const [x, y] = [(left + right) / 2, stripHeight + barHeight / 2 + 0.5];
    if (isOnHatch) {
      context.fillStyle = palette.bg;
      context.fillRect(x - room / 2 - 5, y - 8, room + 10, 16);
    }
    context.fillStyle = isOnHatch ? palette.danger : palette.muted;
    context.fillText(text, x, y);
  };
  for (const gap of spansWithin(lane.gaps, view)) if (gap.reason === 'deleted') label(gap, deletedText, false);
  for (const span of spansWithin(lane.unreadable ?? [], view)) label(span, unreadableText, true);
}
