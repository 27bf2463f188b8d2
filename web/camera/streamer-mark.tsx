import { useQuery } from '@tanstack/react-query';
import { useConfig, useServer } from '../client/server.tsx';
import { streamerQuery } from '../client/streamer-query.ts';
import { useText } from '../text/text.ts';
import { Icon } from '../ui/icon.tsx';

const REFRESH_MS = 30_000;
const ON_AIR: readonly string[] = ['live', 'degraded', 'rotating'];

/** Says that the world sees this camera, too. */
export function StreamerMark({ channel }: { channel: number }) {
  const { t } = useText();
  const { api } = useServer();
  const { youtube } = useConfig();
  const enabled = youtube.enabled && youtube.channel === channel;
  const streamer = useQuery({ ...streamerQuery(api), enabled, refetchInterval: REFRESH_MS }).data;
  if (!enabled || !streamer || !ON_AIR.includes(streamer.phase)) return null;
  return (
    <span className="flex items-center gap-1 rounded-tile bg-black/70 px-1.5 py-0.5 text-xs font-medium" title={t('live.onAirText')}>
      <Icon name="streaming" size={14} className="text-danger" />
      {t('live.onAir')}
    </span>
  );
}
