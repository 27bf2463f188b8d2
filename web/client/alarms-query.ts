import { queryOptions } from '@tanstack/react-query';
import { AlarmsAnswer } from '#shared/alarms.ts';
import { unwrap } from './answer.ts';
import type { Client } from './client.ts';

/** The question about alarms, which every screen asks. */
export function alarmsQuery(client: Client) {
  return queryOptions({
    queryKey: ['alarms'],
    queryFn: async ({ signal }) => unwrap(await client.json('/api/alarms', AlarmsAnswer, { signal })),
    refetchInterval: 30_000,
  });
}
