import { getRouteApi } from '@tanstack/react-router';
import { useConfig } from '../client/server.tsx';
import { useText } from '../text/text.ts';
import { NoticeCard } from '../ui/notice-card.tsx';
import { CameraPage } from './camera-page.tsx';
import { LivePage } from './live-page.tsx';

const wall = getRouteApi('/shell/live');
const one = getRouteApi('/shell/live/$channel');

/** The wall at its address. */
export function LiveRoute() {
  const { channels } = wall.useSearch();
  return <LivePage config={useConfig()} channels={channels?.split(',').map(Number) ?? []} />;
}

/** One camera at its address. */
export function CameraRoute() {
  const { t } = useText();
  const { channel } = one.useParams();
  const config = useConfig();
  const camera = config.channels.find((candidate) => `${candidate.channel}` === channel);
  if (camera) return <CameraPage key={channel} config={config} camera={camera} />;
  return (
    <NoticeCard isPage icon="warning" title={t('live.unknownCamera', { channel })}>
      {t('live.unknownCameraText', { count: config.numChannels })}
    </NoticeCard>
  );
}
