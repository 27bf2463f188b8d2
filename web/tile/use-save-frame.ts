import type { RefObject } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import { useText } from '../text/text.ts';
import { useToasts } from '../ui/toasts.tsx';
import { saveFrame } from './save-frame.ts';

interface SaveFrameOptions {
  /** The part of the page that holds the videos. */
  readonly screen: RefObject<HTMLElement | null>;
  readonly camera: ConfigAnswer['channels'][number] | undefined;
  /** The moment on view. */
  readonly time: number | null;
  readonly timeZone: string;
}

/** Saves the picture of the focused camera, and says whether it could. */
export function useSaveFrame({ screen, camera, time, timeZone }: SaveFrameOptions): () => void {
  const { t } = useText();
  const toasts = useToasts();
  const save = async (): Promise<void> => {
    if (!camera || time === null) return;
    const isSaved = await saveFrame(screen.current, { channel: camera.channel, name: camera.name, time, timeZone });
    if (isSaved) toasts.say(t('player.saved'));
    else toasts.complain(t('live.noSnapshot'));
  };
  return () => void save();
}
