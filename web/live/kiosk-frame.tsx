import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { useText } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { useIdlePointer } from './use-idle-pointer.ts';
import { useWakeLock } from './use-wake-lock.ts';

interface KioskFrameProps {
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly isKiosk: boolean;
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

/** What surrounds the wall. As a kiosk: nothing at all, no pointer, a screen that stays awake, and Esc or a button that appears to leave. */
export function KioskFrame({ frame, isKiosk, onLeave, children }: KioskFrameProps) {
  const { t } = useText();
  const isIdle = useIdlePointer(isKiosk);
  useWakeLock(isKiosk);
  useFullScreenOf(frame, isKiosk, onLeave);
  return (
    <div
      ref={frame}
      className={`flex h-full min-h-full flex-col bg-bg ${isKiosk ? `overflow-y-auto p-2 ${isIdle ? 'cursor-none [&_*]:cursor-none' : ''}` : 'p-2 md:p-4'}`}
    >
      {children}
      {isKiosk && (
        <Button
          icon="reduce"
          onClick={onLeave}
          className={`fixed top-3 right-3 z-30 transition-opacity focus-visible:opacity-100 ${isIdle ? 'opacity-0' : ''}`}
        >
          {t('live.leaveKiosk')}
        </Button>
      )}
    </div>
  );
}

/** A kiosk fills the screen where the browser allows it, which it does after a click or a key; leaving the one leaves the other. */
function useFullScreenOf(frame: RefObject<HTMLElement | null>, isKiosk: boolean, onLeave: () => void): void {
  const leave = useRef(onLeave);
  leave.current = onLeave;
  useEffect(() => {
    if (!isKiosk) return;
    const element = frame.current;
    let wasFull = document.fullscreenElement === element;
    if (!wasFull) void element?.requestFullscreen?.().catch(() => undefined);
    const look = (): void => {
      const isFull = document.fullscreenElement === element;
      if (wasFull && !isFull && !document.fullscreenElement) leave.current();
      wasFull = isFull;
    };
    document.addEventListener('fullscreenchange', look);
    return () => {
      document.removeEventListener('fullscreenchange', look);
      if (document.fullscreenElement === element) void document.exitFullscreen();
    };
  }, [frame, isKiosk]);
}
