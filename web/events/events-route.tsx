import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useConfig } from '../client/server.tsx';
import type { Filters } from './event-filters.tsx';
import { EventsPage } from './events-page.tsx';

const route = getRouteApi('/shell/events');

/** `/events`: what is looked for is in the address. */
export function EventsRoute() {
  const { channel, kind = '', text = '' } = route.useSearch();
  const navigate = useNavigate();
  const onFilters = useCallback(
    ({ channel: wanted, kind: chosen, text: words }: Filters) => {
      const search = { channel: wanted === null ? undefined : `${wanted}`, kind: chosen || undefined, text: words || undefined };
      void navigate({ to: '/events', search, replace: true, resetScroll: false });
    },
    [navigate],
  );
  return (
    <EventsPage
      config={useConfig()}
      filters={{ channel: channel === undefined ? null : Number(channel), kind, text }}
      onFilters={onFilters}
    />
  );
}
