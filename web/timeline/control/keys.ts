import { type SiteDay, siteDayAt } from '../../time/site-time.ts';
import type { Span } from '../../time/span.ts';
import { stopsOf } from '../lanes/event-moments.ts';
import type { TimelineLane } from '../lanes/lane.ts';
import { type Direction, neighbour } from './neighbours.ts';
import { nextStep, zoomTo } from './zoom.ts';

/** A key as the browser tells it. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** What a key needs to know of the timeline. */
export interface KeyScene {
  readonly view: Span;
  readonly playhead: number;
  readonly now: number;
  readonly timeZone: string;
  /** The focused camera's; undefined while nothing is known. */
  readonly lane: TimelineLane | undefined;
}

/** What the page does about a key. */
export type KeyEffect =
  | { readonly kind: 'view'; readonly view: Span }
  | { readonly kind: 'seek'; readonly time: number }
  /** To what was recorded first on a day, or to its first moment. */
  | { readonly kind: 'day'; readonly day: SiteDay }
  /** The key means something, but there is nothing to go to in that direction. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'go-to' }
  | { readonly kind: 'mark'; readonly edge: 'from' | 'to' };

type Action =
  | { readonly kind: 'zoom'; readonly direction: 'closer' | 'farther' }
  | { readonly kind: 'fit-day' }
  | { readonly kind: 'run'; readonly direction: Direction }
  | { readonly kind: 'event'; readonly direction: Direction }
  | { readonly kind: 'day-start' }
  | { readonly kind: 'now' }
  | { readonly kind: 'go-to' }
  | { readonly kind: 'mark'; readonly edge: 'from' | 'to' };

/** The keys, with `Control+` before those that need it. `=` is `+` without Shift, so both zoom. */
const TIMELINE_KEYS: Readonly<Record<string, Action>> = {
  '-': { kind: 'zoom', direction: 'farther' },
  _: { kind: 'zoom', direction: 'farther' },
  '=': { kind: 'zoom', direction: 'closer' },
  '+': { kind: 'zoom', direction: 'closer' },
  '0': { kind: 'fit-day' },
  '[': { kind: 'run', direction: 'previous' },
  ']': { kind: 'run', direction: 'next' },
  'Control+ArrowLeft': { kind: 'event', direction: 'previous' },
  'Control+ArrowRight': { kind: 'event', direction: 'next' },
  Home: { kind: 'day-start' },
  End: { kind: 'now' },
  g: { kind: 'go-to' },
  i: { kind: 'mark', edge: 'from' },
  o: { kind: 'mark', edge: 'to' },
};

/** What a key means to the timeline: `-` `=` `0` `[` `]` Ctrl+arrows, Home, End, `g`, `i`, `o`. Null: it is no key of the timeline. */
export function timelineKey({ key, ctrlKey, metaKey, altKey }: KeyPress, scene: KeyScene): KeyEffect | null {
  if (altKey && !/^[[\]]$/.test(key)) return null; // brackets need Alt or AltGr on many keyboards
  const isControl = (ctrlKey && !altKey) || metaKey;
  const action = TIMELINE_KEYS[isControl ? `Control+${key}` : key];
  return action ? effectOf(action, scene) : null;
}

function effectOf(action: Action, { view, playhead, now, timeZone, lane }: KeyScene): KeyEffect {
  switch (action.kind) {
    case 'zoom':
      return { kind: 'view', view: zoomTo(view, nextStep(view.to - view.from, action.direction), playhead, now) };
    case 'fit-day': {
      const { from, to } = siteDayAt(playhead, timeZone);
      return { kind: 'view', view: { from, to } };
    }
    case 'run':
      return seekTo(neighbour(lane?.recordings ?? [], playhead, action.direction));
    case 'event':
      return seekTo(neighbour(lane ? stopsOf(lane, now) : [], playhead, action.direction));
    case 'day-start':
      return { kind: 'day', day: siteDayAt(playhead, timeZone) };
    case 'now':
      return { kind: 'seek', time: now };
    case 'go-to':
    case 'mark':
      return action;
  }
}

function seekTo(time: number | null): KeyEffect {
  return time === null ? { kind: 'nothing' } : { kind: 'seek', time };
}
