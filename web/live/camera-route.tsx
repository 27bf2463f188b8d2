import { getRouteApi } from '@tanstack/react-router';
import { useConfig } from '../client/server.tsx';
import { useText } from '../text/text.ts';
import { NoticeCard } from '../ui/notice-card.tsx';
import { CameraPage } from './camera-page.tsx';

const route = getRouteApi('/shell/live/$channel');

/** One camera at its address. */
export function CameraRoute() {
  const { t } = useText();
  const { channel } = route.useParams();
  const config = useConfig();
  const camera = config.channels.find((candidate) => `${candidate.channel}` === channel);
  if (camera) return <CameraPage key={channel} config={config} camera={camera} />;
  return (
    <NoticeCard isPage icon="warning" title={t('live.unknownCamera', { channel })}>
      {t('live.unknownCameraText', { count: config.numChannels })}
    </NoticeCard>
  );
}
