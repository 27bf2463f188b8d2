import { type RefObject, useEffect, useState } from 'react';

/** Whether a video floats above other windows (picture in picture), and the switch; null where the browser has no such thing. */
export function useFloat(video: RefObject<HTMLVideoElement | null>): { isAfloat: boolean; toggle: () => void } | null {
  const [isAfloat, setAfloat] = useState(false);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const life = new AbortController();
    element.addEventListener('enterpictureinpicture', () => setAfloat(true), life);
    element.addEventListener('leavepictureinpicture', () => setAfloat(false), life);
    return () => life.abort();
  }, [video]);
  if (!document.pictureInPictureEnabled) return null;
  const toggle = async (): Promise<void> => {
    if (document.pictureInPictureElement === video.current) await document.exitPictureInPicture();
    else await video.current?.requestPictureInPicture();
  };
  return { isAfloat, toggle: () => void toggle().catch(() => undefined) }; // refused while no picture is there: then nothing floats
}
