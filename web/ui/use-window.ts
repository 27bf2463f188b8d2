import { type RefObject, useEffect, useState } from 'react';

/** Which rows of a long list to draw: from `first` up to, not including, `end`. */
interface RowWindow {
  readonly first: number;
  readonly end: number;
}

const SPARE_ROWS = 6;

/** Only the rows near what is seen of a scrolling list are drawn; all rows are equally high. */
export function useWindow(box: RefObject<HTMLElement | null>, rows: number, rowHeight: number): RowWindow {
  const [seen, setSeen] = useState({ top: 0, height: 800 });
  useEffect(() => {
    const list = box.current;
    if (!list) return;
    const look = (): void => setSeen({ top: list.scrollTop, height: list.clientHeight });
    look();
    list.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(list);
    return () => {
      list.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [box]);
  const first = Math.max(0, Math.floor(seen.top / rowHeight) - SPARE_ROWS);
  return { first, end: Math.min(rows, Math.ceil((seen.top + seen.height) / rowHeight) + SPARE_ROWS) };
}
