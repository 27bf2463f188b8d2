import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useServer } from '../client/server.tsx';
import { useDeletes } from '../deletion/deletes-context.tsx';
import { useWatched } from '../ui/use-watched.ts';
import { segmentRows } from './segment-row.ts';

/** The segments of a channel's day (`YYYY-MM-DD`), without those that are about to be deleted. */
export function useSegments(channel: number, date: string) {
  const { queries } = useServer();
  const pending = useWatched(useDeletes());
  const list = useQuery(queries.recordings(channel, date));
  const rows = useMemo(
    () => list.data && segmentRows(list.data.filter((entry) => !pending.some(({ hides }) => hides(channel, entry)))),
    [list.data, pending, channel],
  );
  return { list, rows };
}
