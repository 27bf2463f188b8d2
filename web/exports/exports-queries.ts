import { queryOptions } from '@tanstack/react-query';
import { unwrap } from '../client/answer.ts';
import type { Api } from '../client/api.ts';

const RUNNING_MS = 2_000;
const MINUTE_MS = 60_000;

/** Exports. Notices tell each step; while one runs it is asked for as well, because a notice may be missed. */
export function exportsQuery(api: Api) {
  return queryOptions({
    queryKey: ['exports'],
    queryFn: async ({ signal }) => unwrap(await api.exports(signal)).exports,
    refetchInterval: ({ state: { data } }) =>
      data?.some(({ state }) => state === 'queued' || state === 'running') ? RUNNING_MS : MINUTE_MS,
    refetchIntervalInBackground: false,
  });
}

/** Protected spans. */
export function protectionsQuery(api: Api) {
  return queryOptions({ queryKey: ['protections'], queryFn: async ({ signal }) => unwrap(await api.protections(signal)).protections });
}

/** Links to exports. Views are counted by whoever opens one, so they are asked for while somebody looks. */
export function sharesQuery(api: Api) {
  return queryOptions({
    queryKey: ['shares'],
    queryFn: async ({ signal }) => unwrap(await api.shares(signal)).shares,
    refetchInterval: MINUTE_MS / 2,
    refetchIntervalInBackground: false,
  });
}
