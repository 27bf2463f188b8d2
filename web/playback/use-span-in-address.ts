import { useEffect, useRef } from 'react';

const SETTLES_MS = 500;

/** Writes what the timeline spans into the address once it has come to rest: a wheel makes many changes, and browsers refuse too many. */
export function useSpanInAddress(spanMs: number, write: (spanMs: number) => void): void {
  const known = useRef(spanMs);
  const latest = useRef(write);
  latest.current = write;
  useEffect(() => {
    if (Math.round(known.current / 1000) === Math.round(spanMs / 1000)) return;
    const timer = setTimeout(() => {
      known.current = spanMs;
      latest.current(spanMs);
    }, SETTLES_MS);
    return () => clearTimeout(timer);
  }, [spanMs]);
}
