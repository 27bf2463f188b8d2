import type { CameraGap } from './recording-history.ts';

/** What all cameras on view have in common; times are epoch ms. */
export interface ViewerState {
  /** `live`: playback has reached now. `scrub`: somebody drags, pictures follow. */
  readonly mode: 'recorded' | 'live' | 'scrub';
  /** The moment on view; null while none was asked for. */
  readonly time: number | null;
  readonly isPlaying: boolean;
  readonly rate: number;
  /** The clock stands until a camera has its data. */
  readonly isWaiting: boolean;
  /** What is being skipped, or was just skipped. */
  readonly notice: CameraGap | null;
  /** The camera that is heard, steps, and is saved. */
  readonly focused: number;
  readonly isMuted: boolean;
  readonly volume: number;
  /** Goes on although a camera lacks data. */
  readonly isImpatient: boolean;
}

/** A viewer that has not been asked for anything. */
export const AT_FIRST: ViewerState = {
  ...{ mode: 'recorded', time: null, isPlaying: false, rate: 1, isWaiting: false, notice: null },
  ...{ focused: 0, isMuted: true, volume: 1, isImpatient: false },
};
