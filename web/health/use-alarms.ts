import { useQuery } from '@tanstack/react-query';
import type { Alarm } from '#shared/alarms.ts';
import { alarmsQuery } from '../client/alarms-query.ts';
import { useServer } from '../client/server.tsx';

/** What is wrong now; undefined before it is known. */
export function useAlarms(): readonly Alarm[] | undefined {
  const { client } = useServer();
  return useQuery(alarmsQuery(client)).data?.alarms;
}
