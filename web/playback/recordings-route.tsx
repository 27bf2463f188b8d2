import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useConfig } from '../client/server.tsx';
import { useText } from '../text/text.ts';
import { NoticeCard } from '../ui/notice-card.tsx';
import { RecordingsPage } from './recordings-page.tsx';

const route = getRouteApi('/shell/recordings');

/** The recordings at their address: camera and moment are in it. */
export function RecordingsRoute() {
  const { t } = useText();
  const { channels, t: moment } = route.useSearch();
  const navigate = useNavigate();
  const config = useConfig();
  const wanted = Number(channels?.split(',')[0]);
  const camera = config.channels.find(({ channel }) => channel === wanted) ?? config.channels[0];
  if (!camera) {
    return (
      <NoticeCard isPage icon="recordings" title={t('live.noCameras')}>
        {t('live.noCamerasText')}
      </NoticeCard>
    );
  }
  const go = (channel: number, time: string | undefined): void => {
    void navigate({ to: '/recordings', search: { channels: `${channel}`, t: time }, replace: true, resetScroll: false });
  };
  return (
    <RecordingsPage
      config={config}
      camera={camera}
      time={moment === undefined ? null : Date.parse(moment)}
      onCamera={(channel) => go(channel, moment)}
      onTime={(time) => go(camera.channel, new Date(time).toISOString().replace('.000', ''))}
    />
  );
}
