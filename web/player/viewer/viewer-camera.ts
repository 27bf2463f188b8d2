import type { Watchable } from '../../client/store.ts';
import type { CameraState } from './camera-player.ts';

/** What the viewer asks each of its cameras. */
export interface ViewerCamera extends Watchable<CameraState> {
  readonly channel: number;
  wallTime(): number | null;
  show(time: number): void;
  play(): void;
  pause(): void;
  setRate(rate: number): void;
  step(frames: number): void;
  setSound(sound: { readonly isMuted: boolean; readonly volume: number }): void;
  tick(time: number): void;
  /** Something else is shown in its place. */
  rest(): void;
}
