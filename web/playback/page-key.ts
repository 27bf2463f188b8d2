import type { Viewer } from '../player/viewer/viewer.ts';
import type { KeyEffect, KeyPress, KeyScene } from '../timeline/control/keys.ts';
import { timelineKey } from '../timeline/control/keys.ts';
import { obeyPlaybackKey } from './playback-key.ts';

interface PageKeys {
  readonly scene: KeyScene;
  readonly viewer: Viewer | null;
  /** Those on view: 1 to 9 focus one. */
  readonly channels: readonly number[];
  /** What a key of the timeline asks of the page. */
  readonly onEffect: (effect: KeyEffect) => void;
  /** Keys without Ctrl or Alt that mean something else to the page. */
  readonly more: Readonly<Record<string, () => void>>;
}

/** Does what a key means on the recordings page: to the timeline, to playback, or to the page. @returns whether it means anything */
export function obeyPageKey(event: KeyPress, { scene, viewer, channels, onEffect, more }: PageKeys): boolean {
  const effect = timelineKey(event, scene);
  if (effect) {
    onEffect(effect);
    return true;
  }
  if (viewer && obeyPlaybackKey(event, viewer)) return true;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const channel = channels[Number(event.key) - 1];
  if (channel !== undefined) viewer?.focus(channel);
  more[event.key]?.();
  return channel !== undefined || more[event.key] !== undefined;
}
