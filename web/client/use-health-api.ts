import { useMemo } from 'react';
import { type HealthApi, healthApiOf } from './health-api.ts';
import { useServer } from './server.tsx';

/** What the screens about the system ask the server. */
export function useHealthApi(): HealthApi {
  const { client } = useServer();
  return useMemo(() => healthApiOf(client), [client]);
}
