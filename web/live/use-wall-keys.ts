import { useEffect, useRef } from 'react';
import { isKeyTaken } from '../ui/key-guard.ts';

interface WallKeys {
  /** Opens the camera in this place of the page, from 1. */
  readonly open: (place: number) => void;
  /** Turns pages; null where there is only one. */
  readonly turn: ((by: 1 | -1) => void) | null;
  readonly fullScreen: () => void;
  readonly kiosk: () => void;
  readonly leave: () => void;
}

/** The keys of the wall, as long as nobody types and no dialog is open. */
export function useWallKeys(keys: WallKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (isKeyTaken(event)) return;
      if (obey(event.key, latest.current)) event.preventDefault();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}

/** @returns whether the key means something here */
function obey(key: string, { open, turn, fullScreen, kiosk, leave }: WallKeys): boolean {
  const pages: [string, () => void][] = turn
    ? [
        ['ArrowLeft', () => turn(-1)],
        ['ArrowRight', () => turn(1)],
        ['PageUp', () => turn(-1)],
        ['PageDown', () => turn(1)],
      ]
    : [];
  const actions = new Map([...pages, ['f', fullScreen], ['k', kiosk], ['Escape', leave]]);
  const action = /^[1-9]$/.test(key) ? () => open(Number(key)) : actions.get(key);
  action?.();
  return action !== undefined;
}
