import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { AlarmsAnswer } from '#shared/alarms.ts';
import { type EventKind, EventsAnswer } from '#shared/events.ts';
import { CameraCheckAnswer, HealthAnswer, HealthHistoryAnswer } from '#shared/health.ts';
import { SettingsAnswer } from '#shared/settings.ts';
import { StorageHistoryAnswer } from '#shared/storage.ts';
import { alarmsQuery } from './alarms-query.ts';
import { unwrap } from './answer.ts';
import type { Client } from './client.ts';

const MINUTE_MS = 60_000;
const EVENTS_PAGE = 100;

/** Which events are wanted; everything where nothing is said. */
interface EventFilter {
  readonly channel: number | null;
  readonly kinds: readonly EventKind[];
  readonly text: string;
}

/** What the screens of health, events, storage and settings ask the server; apart from `Api`, so that the first screen need not load it. */
export function healthApiOf(client: Client) {
  const get = <S extends Parameters<Client['json']>[1]>(path: string, schema: S) => {
    return async ({ signal }: { signal: AbortSignal }) => unwrap(await client.json(path, schema, { signal }));
  };
  return {
    health: () => queryOptions({ queryKey: ['health'], queryFn: get('/api/health', HealthAnswer), refetchInterval: 30_000 }),
    history: () =>
      queryOptions({ queryKey: ['health-history'], queryFn: get('/api/health/history', HealthHistoryAnswer), refetchInterval: MINUTE_MS }),
    alarms: () => alarmsQuery(client),
    storageHistory: (days: number) =>
      queryOptions({
        queryKey: ['storage-history', days],
        queryFn: get(`/api/storage/history?days=${days}`, StorageHistoryAnswer),
        refetchInterval: MINUTE_MS,
      }),
    settings: () => queryOptions({ queryKey: ['settings'], queryFn: get('/api/settings', SettingsAnswer), staleTime: Infinity }),
    events: (filter: EventFilter) =>
      infiniteQueryOptions({
        queryKey: ['events', filter],
        queryFn: ({ signal, pageParam }) => get(eventsPath(filter, pageParam), EventsAnswer)({ signal }),
        initialPageParam: null as number | null,
        getNextPageParam: ({ events }) => (events.length < EVENTS_PAGE ? undefined : events.at(-1)?.id),
      }),
    check: (channel: number, signal: AbortSignal) =>
      client.json(`/api/channel/${channel}/check`, CameraCheckAnswer, { method: 'POST', body: {}, signal }),
    testAlarm: () => client.json('/api/alarms/test', AlarmsAnswer, { method: 'POST', body: {} }),
  };
}

export type HealthApi = ReturnType<typeof healthApiOf>;

function eventsPath({ channel, kinds, text }: EventFilter, before: number | null): string {
  const query = new URLSearchParams({ limit: `${EVENTS_PAGE}` });
  if (before !== null) query.set('before', `${before}`);
  if (channel !== null) query.set('channel', `${channel}`);
  for (const kind of kinds) query.append('kind', kind);
  if (text) query.set('text', text);
  return `/api/events?${query}`;
}
