import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { DayCoverage } from '#shared/timeline.ts';
import { unwrap } from '../client/answer.ts';
import { useServer } from '../client/server.tsx';

const MINUTE_MS = 60_000;

/** What a calendar shows of each day of a month (`YYYY-MM`), by date. */
export function useCoverage(channels: readonly number[], month: string): ReadonlyMap<string, DayCoverage> {
  const { api } = useServer();
  const { data } = useQuery({
    queryKey: ['coverage', month, ...channels],
    queryFn: async ({ signal }) => unwrap(await api.coverage(channels, month, signal)).days,
    staleTime: MINUTE_MS,
    placeholderData: keepPreviousData,
  });
  return useMemo(() => new Map(data?.map((day) => [day.date, day])), [data]);
}
