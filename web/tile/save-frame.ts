import { captureFrame } from '../player/live/last-pictures.ts';
import { clockInName } from '../time/format.ts';
import { localTimeAt } from '../time/site-time.ts';
import { saveFile } from '../ui/save-file.ts';

interface FrameToSave {
  readonly channel: number;
  readonly name: string;
  readonly time: number;
  readonly timeZone: string;
}

/** Saves the picture a camera shows, named by its moment. @returns whether there was one */
export async function saveFrame(stage: HTMLElement | null, { channel, name, time, timeZone }: FrameToSave): Promise<boolean> {
  const videos = [...(stage?.querySelectorAll<HTMLVideoElement>(`[data-channel="${channel}"] video`) ?? [])];
  const shown = videos.findLast(({ videoWidth }) => videoWidth > 0); // the one on view stands last
  const image = shown && (await captureFrame(shown));
  if (!image) return false;
  const clock = clockInName(time, timeZone);
  saveFile(image, `${name} ${localTimeAt(time, timeZone).date} ${clock}.${`${Math.floor(time % 1000)}`.padStart(3, '0')}.jpg`);
  return true;
}
