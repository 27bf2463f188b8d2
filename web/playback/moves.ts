import type { SiteDay } from '../timeline/site-time.ts';
import type { TimelineView } from '../timeline/timeline.tsx';
import type { RecordingHistory } from './recording-history.ts';
import { viewWith } from './use-view.ts';
import type { Viewer } from './viewer.ts';

interface MovesOptions {
  readonly viewer: Viewer | null;
  readonly history: RecordingHistory;
  readonly channels: readonly number[];
  readonly view: TimelineView;
  readonly onView: (view: TimelineView) => void;
}

/** Ways to another moment; the timeline comes along. */
export interface Moves {
  readonly go: (time: number) => void;
  readonly play: (time: number) => void;
  /** Shows the first that was recorded on a day, or that there is nothing. */
  readonly goToDay: (day: SiteDay) => Promise<void>;
}

/** Moves the viewer and the timeline together. */
export function movesOf({ viewer, history, channels, view, onView }: MovesOptions): Moves {
  const go = (time: number): void => {
    onView(viewWith(view, time));
    viewer?.seek(time);
  };
  return {
    go,
    play: (time) => {
      go(time);
      viewer?.play();
    },
    goToDay: async (day) => {
      onView({ from: day.from, to: day.to });
      const firsts = await Promise.all(channels.map((channel) => history.firstWithin(channel, day)));
      const known = firsts.filter((first) => first !== null);
      if (known.length === 0) viewer?.pause();
      viewer?.stand(known.length > 0 ? Math.min(...known) : day.from);
    },
  };
}
