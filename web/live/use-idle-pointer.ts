import { useEffect, useState } from 'react';

const IDLE_AFTER_MS = 3000;

/** Whether the pointer has rested for a while. */
export function useIdlePointer(isWatched: boolean): boolean {
  const [isIdle, setIdle] = useState(false);
  useEffect(() => {
    if (!isWatched) return setIdle(false);
    const life = new AbortController();
    let timer = setTimeout(() => setIdle(true), IDLE_AFTER_MS);
    const stir = (): void => {
      clearTimeout(timer);
      setIdle(false);
      timer = setTimeout(() => setIdle(true), IDLE_AFTER_MS);
    };
    for (const event of ['pointermove', 'pointerdown', 'keydown']) addEventListener(event, stir, life);
    return () => {
      clearTimeout(timer);
      life.abort();
    };
  }, [isWatched]);
  return isIdle;
}
