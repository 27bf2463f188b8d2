import { useEffect, useRef } from 'react';

/** Gives keys to the page, unless somebody types, a dialog is open, or what has the focus needs the key itself. */
export function useViewerKeys(obey: (event: KeyboardEvent) => boolean): void {
  const latest = useRef(obey);
  latest.current = obey;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isTaken(event)) return;
      if (latest.current(event)) event.preventDefault();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}

const SLIDER_KEYS = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown']);

function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (document.querySelector('dialog[open], [popover]:popover-open')) return true;
  if (target.closest('input[type="range"]')) return SLIDER_KEYS.has(key);
  if (target.closest('input[type="checkbox"]')) return key === ' ';
  if (target.closest('input, textarea, select, [contenteditable]')) return true;
  if (target.closest('ul[tabindex]') && SLIDER_KEYS.has(key)) return true;
  return (key === ' ' || key === 'Enter') && target.closest('button, a, summary') !== null;
}
