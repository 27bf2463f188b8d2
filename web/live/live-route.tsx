import { getRouteApi } from '@tanstack/react-router';
import { useConfig } from '../client/server.tsx';
import { LivePage } from './live-page.tsx';
import { channelList } from './wall-order.ts';

const wall = getRouteApi('/shell/live');

/** The wall at its address. */
export function LiveRoute() {
  const { layout, channels, page, kiosk } = wall.useSearch();
  const navigate = wall.useNavigate();
  return (
    <LivePage
      config={useConfig()}
      address={{ layout, channels: channelList(channels), page: Number(page ?? 1) }}
      onAddress={(change) =>
        void navigate({
          replace: change.channels !== undefined, // each step of a drag is no page of the history
          search: (before) => ({
            ...before,
            ...(change.layout && { layout: change.layout }),
            ...(change.channels && { channels: change.channels.join() || undefined }),
            ...(change.page && { page: change.page === 1 ? undefined : `${change.page}` }),
          }),
        })
      }
      isKiosk={kiosk === '1'}
      onKiosk={(isKiosk) => void navigate({ search: (before) => ({ ...before, kiosk: isKiosk ? '1' : undefined }) })}
    />
  );
}
