import { useEffect, useState } from 'react';

/** The time now, drawn again every so often; null stops the clock. */
export function useNow(everyMs: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (everyMs === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** Whole seconds until a moment, counted down; 0 when it has passed or there is none. */
export function useCountdown(until: number | null): number {
  const now = useNow(until === null ? null : 500);
  return until === null ? 0 : Math.max(0, Math.ceil((until - now) / 1000));
}
