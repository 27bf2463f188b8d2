import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useConfig } from '../client/server.tsx';
import { RATES } from '../player/viewer/rates.ts';
import { useText } from '../text/text.ts';
import { NoticeCard } from '../ui/notice-card.tsx';
import { useMedia } from '../ui/use-media.ts';
import { RecordingsPage } from './recordings-page.tsx';
import type { AddressTime } from './use-address.ts';

const route = getRouteApi('/shell/recordings');
const MOST = { phone: 4, desktop: 9 };

/** The recordings at their address: cameras, moment, zoom and speed are in it. */
export function RecordingsRoute() {
  const { t } = useText();
  const search = route.useSearch();
  const navigate = useNavigate();
  const config = useConfig();
  const most = useMedia('(min-width: 768px)') ? MOST.desktop : MOST.phone;
  const latest = useRef(search);
  latest.current = search;
  const wanted = (search.channels ?? '').split(',').map(Number);
  const known = [...new Set(wanted)]
    .flatMap((channel) => config.channels.find((camera) => camera.channel === channel) ?? [])
    .slice(0, most);
  const cameras = known.length > 0 ? known : config.channels.slice(0, 1);
  if (cameras.length === 0) {
    return (
      <NoticeCard isPage icon="recordings" title={t('live.noCameras')}>
        {t('live.noCamerasText')}
      </NoticeCard>
    );
  }
  const write = (change: Partial<typeof search>): void => {
    latest.current = { ...latest.current, ...change };
    void navigate({ to: '/recordings', search: latest.current, replace: true, resetScroll: false });
  };
  return (
    <RecordingsPage
      config={config}
      cameras={cameras}
      most={most}
      time={timeOf(search.t)}
      spanMs={search.z === undefined ? null : search.z * 1000}
      rate={search.rate !== undefined && RATES.includes(search.rate) ? search.rate : 1}
      onAddress={({ channels, time, spanMs, rate }) =>
        write({
          ...(channels && { channels: channels.join(',') }),
          ...(time !== undefined && { t: textOf(time) }),
          ...(spanMs !== undefined && { z: Math.round(spanMs / 1000) }),
          ...(rate !== undefined && { rate: rate === 1 ? undefined : rate }),
        })
      }
    />
  );
}

function timeOf(text: string | undefined): AddressTime {
  if (text === undefined) return null;
  return text === 'now' ? 'now' : Date.parse(text);
}

function textOf(time: AddressTime): string | undefined {
  if (time === null) return undefined;
  return time === 'now' ? 'now' : new Date(time).toISOString().replace('.000', '');
}
