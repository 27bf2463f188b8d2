import { queryOptions } from '@tanstack/react-query';
import { unwrap } from './answer.ts';
import type { Api } from './api.ts';

const REFRESH_MS = 3000;

/** How the stream does. Changes come as notices; figures are asked for while somebody looks. */
export function streamerQuery(api: Api) {
  return queryOptions({
    queryKey: ['streaming'], // as the notices call it
    queryFn: async ({ signal }) => unwrap(await api.youtube(signal)),
    refetchInterval: REFRESH_MS,
    refetchIntervalInBackground: false,
  });
}
