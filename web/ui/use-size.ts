import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** An element's inner size in css pixels; null until it stands on the page. */
export function useSize<E extends HTMLElement>(): [RefObject<E | null>, { width: number; height: number } | null] {
  const element = useRef<E>(null);
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  useLayoutEffect(() => {
    if (!element.current) return;
    const measured = element.current;
    const look = (): void => setSize({ width: measured.clientWidth, height: measured.clientHeight });
    look();
    const observer = new ResizeObserver(look);
    observer.observe(measured);
    return () => observer.disconnect();
  }, []);
  return [element, size];
}
