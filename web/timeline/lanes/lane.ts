import type { EventKind } from '#shared/events.ts';
import type { Gap, Run } from '../../player/viewer/runs.ts';
import type { Span } from '../../time/span.ts';

/** A stretch without recording as the timeline draws it. */
export interface LaneGap extends Gap {
  /** It lasts: it reaches to now, whenever it was asked for. */
  readonly isOpen?: boolean;
}

/** A stretch that cleanup must not touch. */
export interface LaneProtection extends Span {
  readonly id: number;
  readonly note: string;
}

/** Something that happened to a camera. */
export interface LaneEvent {
  readonly id: number;
  readonly at: number;
  readonly kind: EventKind;
}

/** How much moved in each step from a moment on: 0 (as usual) to 9, null where nothing is known. */
export interface LaneActivity {
  readonly from: number;
  readonly stepMs: number;
  readonly levels: readonly (number | null)[];
}

/** One camera's share of the timeline; everything in epoch ms, in time order. */
export interface TimelineLane {
  readonly channel: number;
  readonly name: string;
  readonly recordings: readonly Run[];
  readonly gaps: readonly LaneGap[];
  readonly protections: readonly LaneProtection[];
  readonly unreadable?: readonly Span[];
  readonly events?: readonly LaneEvent[];
  /** Finer pieces may follow coarser ones; they do not overlap. */
  readonly activity?: readonly LaneActivity[];
  /** What it records a second on average, for an estimate of a selection's size. */
  readonly bytesPerSecond?: number;
}
