import { useEffect, useRef } from 'react';
import type { Viewer } from '../player/viewer/viewer.ts';
import type { ViewerState } from '../player/viewer/viewer-state.ts';

/** The moment in an address: epoch ms, or what happens now. */
export type AddressTime = number | 'now' | null;

interface AddressOptions {
  readonly viewer: Viewer | null;
  readonly state: ViewerState;
  readonly time: AddressTime;
  /** Writes a moment into the address. */
  readonly onTime: (time: AddressTime) => void;
}

const WRITE_EVERY_MS = 10_000;
/** Browsers refuse too many changes of an address. */
const SETTLE_MS = 400;
/** So many changes of the address may still be on their way. */
const REMEMBERED = 8;

/** Keeps the address and the viewer at the same moment: who opens the address sees what was on view. */
export function useAddress({ viewer, state, time, onTime }: AddressOptions): void {
  const agreed = useRef<{ viewer: Viewer; time: AddressTime } | null>(null);
  /** What was agreed before: an address that comes late must not bring back what was left meanwhile. */
  const past = useRef<readonly AddressTime[]>([]);
  const write = useRef(onTime);
  write.current = onTime;

  useEffect(() => {
    if (!viewer || time === null) return;
    if (agreed.current?.viewer === viewer && (agreed.current.time === time || past.current.includes(time))) return;
    agreed.current = { viewer, time };
    past.current = [...past.current, time].slice(-REMEMBERED);
    if (time === 'now') viewer.goLive();
    else viewer.stand(time);
  }, [viewer, time]);

  const shown = addressOf(state);
  const { isPlaying } = state;
  useEffect(() => {
    if (!viewer || shown === null) return;
    const known = agreed.current?.viewer === viewer ? agreed.current.time : null;
    const isSoon = typeof shown === 'number' && typeof known === 'number' && Math.abs(shown - known) < WRITE_EVERY_MS;
    if (shown === known || (isPlaying && isSoon)) return;
    const timer = setTimeout(() => {
      agreed.current = { viewer, time: shown };
      past.current = [...past.current, shown].slice(-REMEMBERED);
      write.current(shown);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [viewer, shown, isPlaying]);
}

function addressOf({ mode, time }: ViewerState): AddressTime {
  if (mode === 'live') return 'now';
  return mode === 'scrub' || time === null ? null : Math.floor(time / 1000) * 1000;
}
