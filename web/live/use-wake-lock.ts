import { useEffect } from 'react';

/** Keeps the screen from sleeping while wanted. Browsers allow it only over https or on this machine; elsewhere nothing happens. */
export function useWakeLock(isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted) return;
    const life = new AbortController();
    let lock: WakeLockSentinel | null = null;
    // A hidden page loses its lock, so it is taken again when the page is seen.
    const take = async (): Promise<void> => {
      if (document.hidden || !('wakeLock' in navigator)) return;
      lock = await navigator.wakeLock.request('screen');
      if (life.signal.aborted) await lock.release();
    };
    const attempt = (): void => void take().catch(() => undefined); // e.g. a battery that is low: the wall goes on without
    document.addEventListener('visibilitychange', attempt, life);
    attempt();
    return () => {
      life.abort();
      void lock?.release();
    };
  }, [isWanted]);
}
