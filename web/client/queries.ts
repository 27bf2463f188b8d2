import { queryOptions } from '@tanstack/react-query';
import { unwrap } from './answer.ts';
import type { Api } from './api.ts';

const MINUTE_MS = 60_000;

/** Each answer of the server as a query. Notices tell when one is old; the intervals are for when notices do not arrive. */
export function queriesOf(api: Api) {
  return {
    me: () => queryOptions({ queryKey: ['me'], queryFn: async ({ signal }) => unwrap(await api.me(signal)), staleTime: 5 * MINUTE_MS }),
    config: () =>
      queryOptions({ queryKey: ['config'], queryFn: async ({ signal }) => unwrap(await api.config(signal)), staleTime: 5 * MINUTE_MS }),
    live: () =>
      queryOptions({
        queryKey: ['live'],
        queryFn: async ({ signal }) => unwrap(await api.live(signal)).channels,
        refetchInterval: 30_000,
        refetchIntervalInBackground: false,
      }),
    storage: () =>
      queryOptions({
        queryKey: ['storage'],
        queryFn: async ({ signal }) => unwrap(await api.storage(signal)),
        refetchInterval: MINUTE_MS,
      }),
    sessions: () => queryOptions({ queryKey: ['sessions'], queryFn: async ({ signal }) => unwrap(await api.sessions(signal)).sessions }),
    dates: (channel: number) =>
      queryOptions({ queryKey: ['dates', channel], queryFn: async ({ signal }) => unwrap(await api.dates(channel, signal)).dates }),
    recordings: (channel: number, date: string) =>
      queryOptions({
        queryKey: ['recordings', channel, date],
        queryFn: async ({ signal }) => unwrap(await api.recordings(channel, date, signal)).recordings,
      }),
    timeline: (channel: number, from: number, to: number) =>
      queryOptions({
        queryKey: ['timeline', channel, from, to],
        queryFn: async ({ signal }) =>
          unwrap(await api.timeline(channel, from, to, signal)).channels.find((c) => c.channel === channel) ?? null,
        refetchInterval: MINUTE_MS,
      }),
  };
}

export type Queries = ReturnType<typeof queriesOf>;
