import { type RefObject, useEffect, useRef, useState } from 'react';
import { browserClock } from '../../time/clock.ts';
import { TimelineControl } from './timeline-control.ts';
import type { TimelineScene, TimelineWishes } from './timeline-scene.ts';

/** The control of a timeline that is on the page; it is told each drawing what is on view. */
export function useTimelineControl(box: RefObject<HTMLElement | null>, scene: TimelineScene, wishes: TimelineWishes): TimelineControl {
  const latest = useRef(wishes);
  latest.current = wishes;
  const [control, setControl] = useState(() => open(latest));
  useEffect(() => {
    const opened = open(latest); // what was made while rendering may have been disposed of by a second mount
    setControl(opened);
    return () => opened.dispose();
  }, []);
  useEffect(() => control.update(scene));

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault(); // neither the page scrolls nor does the browser zoom
      control.wheel(event, event.clientX - element.getBoundingClientRect().left);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [box, control]);
  return control;
}

function open(latest: RefObject<TimelineWishes>): TimelineControl {
  return new TimelineControl({
    clock: browserClock,
    nextFrame: (callback) => {
      const frame = requestAnimationFrame(callback);
      return () => cancelAnimationFrame(frame);
    },
    wishes: {
      onView: (view) => latest.current.onView(view),
      onScrub: (time, phase) => latest.current.onScrub(time, phase),
      onPlay: (time) => latest.current.onPlay(time),
      onSelection: (selection) => latest.current.onSelection(selection),
    },
  });
}
