import { useEffect, useRef } from 'react';
import type { PlaybackState, RecordingPlayer } from './recording-player.ts';

interface AddressOptions {
  readonly player: RecordingPlayer | null;
  readonly state: PlaybackState;
  /** The moment of the address, epoch ms. */
  readonly time: number | null;
  /** Writes a moment into the address. */
  readonly onTime: (time: number) => void;
}

const WRITE_EVERY_MS = 10_000;
/** Browsers refuse too many changes of an address. */
const SETTLE_MS = 400;

/** Keeps the address and the player at the same moment: who opens the address sees what was on view. */
export function useAddress({ player, state, time, onTime }: AddressOptions): void {
  const agreed = useRef<{ player: RecordingPlayer; time: number } | null>(null);
  const write = useRef(onTime);
  write.current = onTime;

  useEffect(() => {
    if (!player || time === null) return;
    if (agreed.current?.player === player && agreed.current.time === time) return;
    agreed.current = { player, time };
    player.seek(time);
  }, [player, time]);

  const shown = state.time === null ? null : Math.floor(state.time / 1000) * 1000;
  const { isPlaying } = state;
  useEffect(() => {
    if (!player || shown === null) return;
    const known = agreed.current?.player === player ? agreed.current.time : null;
    if (shown === known || (isPlaying && known !== null && Math.abs(shown - known) < WRITE_EVERY_MS)) return;
    const timer = setTimeout(() => {
      agreed.current = { player, time: shown };
      write.current(shown);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [player, shown, isPlaying]);
}
