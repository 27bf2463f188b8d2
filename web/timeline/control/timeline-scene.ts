import type { Span } from '../../time/span.ts';
import type { LaneGap, TimelineLane } from '../lanes/lane.ts';
import type { Phase } from './gestures.ts';

/** What is on view, told after each drawing. */
export interface TimelineScene {
  readonly view: Span;
  readonly playhead: number;
  readonly now: number;
  /** Css pixels; 0 before it is known. */
  readonly width: number;
  readonly lanes: readonly TimelineLane[];
  readonly focusedChannel: number;
  readonly selection: Span | null;
  readonly isSelecting: boolean;
  /** The phone's way: the playhead stands in the middle and time moves under it. */
  readonly isCentred: boolean;
}

/** What the user wants. */
export interface TimelineWishes {
  onView(view: Span): void;
  onScrub(time: number, phase: Phase): void;
  onPlay(time: number): void;
  onSelection(selection: Span): void;
}

/** Where a seek into a gap led to. */
export interface Skip extends Span {
  readonly gap: LaneGap | null;
}

/** Before anything is on view. */
export const NO_SCENE: TimelineScene = {
  ...{ view: { from: 0, to: 1 }, playhead: 0, now: 0, width: 0, lanes: [], focusedChannel: 0 },
  ...{ selection: null, isSelecting: false, isCentred: false },
};
