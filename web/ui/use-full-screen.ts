import { type RefObject, useEffect, useState } from 'react';

/** On iPhones only a video itself can fill the screen, by a call of their own. */
type PhoneVideo = HTMLVideoElement & { webkitEnterFullscreen?: () => void };

/** Whether an element fills the screen, and the switch for it. */
export function useFullScreen(element: RefObject<HTMLElement | null>): { isFull: boolean; toggle: () => void } {
  const [isFull, setFull] = useState(false);
  useEffect(() => {
    const look = (): void => setFull(document.fullscreenElement !== null && document.fullscreenElement === element.current);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, [element]);

  const toggle = (): void => {
    // A picture of a wall that fills the screen may fill it alone, and gives it back to the wall.
    if (document.fullscreenElement && document.fullscreenElement === element.current) void document.exitFullscreen();
    else if (element.current?.requestFullscreen) void element.current.requestFullscreen();
    else front(element.current)?.webkitEnterFullscreen?.();
  };
  return { isFull, toggle };
}

/** Those that are made ready stand before the one on view. */
function front(element: HTMLElement | null): PhoneVideo | undefined {
  return [...(element?.querySelectorAll<PhoneVideo>('video') ?? [])].at(-1);
}
