import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useServer } from '../client/server.tsx';
import { recordedOf } from '../timeline/runs.ts';
import { addDays, type SiteDay } from '../timeline/site-time.ts';
import { useWatched } from '../ui/use-watched.ts';
import { useDeletes } from './deletes-context.tsx';
import { type Piece, reelOf } from './reel.ts';

const NOTHING = { runs: [], gaps: [], coverage: 0 };

/** All the recordings page knows about a channel's day. */
export function useRecordings(channel: number, day: SiteDay, now: number) {
  const { queries } = useServer();
  const pending = useWatched(useDeletes());
  const list = useQuery(queries.recordings(channel, day.date));
  const before = useQuery(queries.recordings(channel, addDays(day.date, -1)));
  const timeline = useQuery(queries.timeline(channel, day.from, day.to));

  const own = useMemo(() => {
    const doomed = new Set(pending.map(({ path }) => path));
    return list.data && reelOf(list.data.filter(({ name }) => !doomed.has(name)));
  }, [list.data, pending]);
  // A recording that began before midnight may reach into this day.
  const reel = useMemo(() => own && [...overnight(before.data ? reelOf(before.data) : [], day.from), ...own], [own, before.data, day.from]);
  const recorded = timeline.data ? recordedOf(timeline.data, now) : NOTHING;
  return { list, timeline, own, reel, recorded };
}

function overnight(reel: readonly Piece[], midnight: number): readonly Piece[] {
  const last = reel.at(-1);
  return last && last.to > midnight ? [last] : [];
}
