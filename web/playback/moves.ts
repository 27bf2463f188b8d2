import type { RecordingHistory } from '../player/viewer/recording-history.ts';
import type { Viewer } from '../player/viewer/viewer.ts';
import type { SiteDay } from '../time/site-time.ts';
import type { Span } from '../time/span.ts';
import { viewWith } from './use-view.ts';

interface MovesOptions {
  readonly viewer: Viewer | null;
  readonly history: RecordingHistory;
  readonly channels: readonly number[];
  readonly view: Span;
  readonly onView: (view: Span) => void;
}

/** Ways to another moment; the timeline comes along. */
interface Moves {
  readonly go: (time: number) => void;
  /** To a moment that somebody named: it stays, also where nothing is recorded. */
  readonly choose: (time: number) => void;
  readonly play: (time: number) => void;
  /** Shows the first that was recorded on a day, or that there is nothing; the timeline shows as much of it as before. */
  readonly goToStartOf: (day: SiteDay) => Promise<void>;
  /** The same, and the whole day on the timeline. */
  readonly goToDay: (day: SiteDay) => Promise<void>;
}

/** Moves the viewer and the timeline together. */
export function movesOf({ viewer, history, channels, view, onView }: MovesOptions): Moves {
  const go = (time: number): void => {
    onView(viewWith(view, time));
    viewer?.seek(time);
  };
  const choose = (time: number): void => {
    onView(viewWith(view, time));
    viewer?.stand(time);
  };
  const startOf = async (day: SiteDay): Promise<number> => {
    const firsts = await Promise.all(channels.map((channel) => history.firstWithin(channel, day)));
    const known = firsts.filter((first) => first !== null);
    return known.length > 0 ? Math.min(...known) : day.from;
  };
  return {
    go,
    choose,
    play: (time) => {
      choose(time);
      viewer?.play();
    },
    goToStartOf: async (day) => choose(await startOf(day)),
    goToDay: async (day) => {
      onView({ from: day.from, to: day.to });
      viewer?.stand(await startOf(day));
    },
  };
}
