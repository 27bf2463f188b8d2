import type { Cameras } from '../fakes/cameras.ts';
import type { ClockShift } from './clock-shift.ts';
import type { Diary } from './diary.ts';
import type { FinishedFiles } from './finished-files.ts';
import type { Product } from './product.ts';
import type { RecordingDisk } from './recording-disk.ts';

/** Everything that a soak consists of. */
export interface World {
  readonly product: Product;
  readonly cameras: Cameras;
  readonly cameraCount: number;
  readonly clock: ClockShift;
  /** The disk recordings are on, where this user may make one. */
  readonly disk: RecordingDisk | undefined;
  readonly finished: FinishedFiles;
  readonly diary: Diary;
  /** Processes we have stopped: they hear of the end of their parent only when they go on. */
  readonly stopped: Set<number>;
}
