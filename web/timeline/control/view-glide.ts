import { glided, isAtRest } from './glide.ts';

/** Asks the browser for its next frame; the returned function takes it back. */
export type NextFrame = (callback: (at: number) => void) => () => void;

/** Calls back in every frame with the ms since the one before, until the callback says false or it is stopped. */
export function eachFrame(nextFrame: NextFrame, callback: (sinceMs: number, passedMs: number) => boolean): () => void {
  let began: number | null = null;
  let last = 0;
  let isOver = false;
  let cancel = (): void => {};
  const look = (at: number): void => {
    began ??= at;
    const goesOn = callback(at - Math.max(last, began), at - began);
    last = at;
    if (goesOn && !isOver) cancel = nextFrame(look);
  };
  cancel = nextFrame(look);
  return () => {
    isOver = true;
    cancel();
  };
}

/** Lets a view glide on after it was let go: tells the pixels of each frame, and when it has come to rest. */
export function glideOn(nextFrame: NextFrame, speed: number, onMove: (dx: number) => void, onRest: () => void): () => void {
  let moved = 0;
  return eachFrame(nextFrame, (_since, passedMs) => {
    const x = glided(speed, passedMs);
    onMove(x - moved);
    moved = x;
    if (!isAtRest(speed, passedMs)) return true;
    onRest();
    return false;
  });
}
