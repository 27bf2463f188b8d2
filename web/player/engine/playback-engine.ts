import type { Watchable } from '../../client/store.ts';
import type { PlaybackWindow } from './playback-window.ts';
import type { RunTable } from './run-table.ts';

/** Why something does not play. `codec`: this browser cannot decode it; `missing`: nothing of it can be read; `busy`: too many watch. */
export type PlaybackProblem = 'codec' | 'missing' | 'network' | 'busy';

/** What an engine shows; times are epoch ms. */
export interface EngineState {
  readonly table: RunTable;
  /** The playlist has come. */
  readonly isKnown: boolean;
  /** Nothing will be added to it. */
  readonly isWhole: boolean;
  /** The picture of the asked moment is on view. */
  readonly hasPicture: boolean;
  /** It lacks data for what it should show. */
  readonly isWaiting: boolean;
  /** It stands where the window has no recording; `to` null: nor has it later. */
  readonly gap: { readonly from: number | null; readonly to: number | null } | null;
  /** Everything in the window has been played. */
  readonly isEnded: boolean;
  readonly problem: PlaybackProblem | null;
}

/** Plays a window of recordings in a video element of its own; its only coordinate is wall time. */
export interface PlaybackEngine extends Watchable<EngineState> {
  readonly element: HTMLVideoElement;
  /** Once: everything it ever plays. It shows the moment `at` and stands. */
  load(window: PlaybackWindow, at: number): void;
  seek(wall: number): void;
  /** When the picture on view was taken; null while there is none. */
  wallTime(): number | null;
  play(): void;
  pause(): void;
  setRate(rate: number): void;
  /** So many frames on, or back. */
  step(frames: number): void;
  setSound(sound: { readonly isMuted: boolean; readonly volume: number }): void;
  /** Takes its element off the page. */
  dispose(): void;
}
