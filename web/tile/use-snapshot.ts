import type { RefObject } from 'react';
import { useServer } from '../client/server.tsx';
import { captureFrame } from '../player/live/last-pictures.ts';
import { useText } from '../text/text.ts';
import { clockInName } from '../time/format.ts';
import { localTimeAt } from '../time/site-time.ts';
import { saveFile } from '../ui/save-file.ts';
import { useToasts } from '../ui/toasts.tsx';

interface SnapshotOptions {
  readonly channel: number;
  readonly name: string;
  readonly timeZone: string;
}

/** Saves the frame on view, or where none moves a picture from the server. */
export function useSnapshot(video: RefObject<HTMLVideoElement | null>, { channel, name, timeZone }: SnapshotOptions): () => void {
  const { t } = useText();
  const { api } = useServer();
  const toasts = useToasts();
  const fromServer = async (): Promise<Blob | null> => {
    const answer = await api.snapshot(channel, 'main');
    return answer.kind === 'success' ? answer.value : null;
  };
  const save = async (): Promise<void> => {
    const now = Date.now();
    const image = (video.current && (await captureFrame(video.current))) ?? (await fromServer());
    if (!image) {
      toasts.complain(t('live.noSnapshot'));
      return;
    }
    saveFile(image, `${name} ${localTimeAt(now, timeZone).date} ${clockInName(now, timeZone)}.jpg`);
    toasts.say(t('live.saved'));
  };
  return () => void save();
}
