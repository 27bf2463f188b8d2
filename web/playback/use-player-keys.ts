import { useEffect, useRef } from 'react';
import type { RecordingPlayer } from './recording-player.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const RATES: readonly number[] = [0.25, 0.5, 1, 2, 4, 8, 16];

type Neighbour = (direction: 'next' | 'previous') => number | null;

/** The viewer's keys: space, arrows, j k l, brackets and so on. None works while one types or a dialog is open. */
export function usePlayerKeys(player: RecordingPlayer | null, neighbour: Neighbour): void {
  const latest = useRef(neighbour);
  latest.current = neighbour;
  useEffect(() => {
    if (!player) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return;
      if (obey(event, player, latest.current)) event.preventDefault();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [player]);
}

/** What is focused needs the key itself. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (document.querySelector('dialog[open], [popover]:popover-open')) return true;
  if (target.closest('input, textarea, select, [contenteditable]')) return true;
  return key === ' ' && target.closest('button, a, summary') !== null;
}

/** @returns whether the key means something here */
function obey({ key, shiftKey }: KeyboardEvent, player: RecordingPlayer, neighbour: Neighbour): boolean {
  const { time, isMuted, rate } = player.getSnapshot();
  const move = (ms: number): void => {
    if (time !== null) player.seek(time + ms);
  };
  const jump = (direction: 'next' | 'previous'): void => {
    const to = neighbour(direction);
    if (to !== null) player.seek(to);
  };
  const speed = (by: 1 | -1): void => player.setRate(RATES[RATES.indexOf(rate) + by] ?? rate);
  const keys = new Map([
    [' ', () => player.toggle()],
    ['k', () => player.toggle()],
    ['j', () => move(-10 * SECOND)],
    ['l', () => move(10 * SECOND)],
    ['ArrowLeft', () => move(shiftKey ? -MINUTE : -5 * SECOND)],
    ['ArrowRight', () => move(shiftKey ? MINUTE : 5 * SECOND)],
    ['[', () => jump('previous')],
    [']', () => jump('next')],
    ['<', () => speed(-1)],
    ['>', () => speed(1)],
    ['m', () => player.setMuted(!isMuted)],
  ]);
  const action = keys.get(key);
  action?.();
  return action !== undefined;
}
