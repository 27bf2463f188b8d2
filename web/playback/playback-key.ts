import { RATES } from '../player/viewer/rates.ts';
import type { Viewer } from '../player/viewer/viewer.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const VOLUME_STEP = 0.1;

type KeyPress = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** Does what a key means to playback. @returns whether it means anything */
export function obeyPlaybackKey({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyPress, viewer: Viewer): boolean {
  if (ctrlKey || metaKey || altKey) return false;
  const { time, rate, isMuted, volume } = viewer.getSnapshot();
  const move = (ms: number) => () => {
    if (time !== null) viewer.seek(time + ms);
  };
  const speed = (by: 1 | -1) => () => viewer.setRate(RATES[RATES.indexOf(rate) + by] ?? rate);
  const louder = (by: number) => () => viewer.setSound({ isMuted: false, volume: Math.min(1, Math.max(0, volume + by)) });
  const keys = new Map<string, () => void>([
    [' ', () => viewer.toggle()],
    ['k', () => viewer.toggle()],
    ['j', move(-10 * SECOND)],
    ['l', move(10 * SECOND)],
    ['ArrowLeft', move(shiftKey ? -MINUTE : -5 * SECOND)],
    ['ArrowRight', move(shiftKey ? MINUTE : 5 * SECOND)],
    ['ArrowUp', louder(VOLUME_STEP)],
    ['ArrowDown', louder(-VOLUME_STEP)],
    [',', () => viewer.step(-1)],
    ['.', () => viewer.step(1)],
    ['<', speed(-1)],
    ['>', speed(1)],
    ['m', () => viewer.setSound({ isMuted: !isMuted })],
  ]);
  const action = keys.get(key);
  action?.();
  return action !== undefined;
}
