import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useRef, useState } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import { RecordingMark } from '../camera/recording-mark.tsx';
import { useChannelLive } from '../camera/use-camera.ts';
import type { LiveSession } from '../player/live/live-session.ts';
import { useText } from '../text/text.ts';
import { LiveBadge } from '../tile/live-badge.tsx';
import { LiveScreen } from '../tile/live-screen.tsx';
import { NO_SESSION } from '../tile/live-tile.tsx';
import { useLiveSession } from '../tile/use-live-session.ts';
import { useSnapshot } from '../tile/use-snapshot.ts';
import { useSoundWay } from '../tile/use-sound-way.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useFullScreen } from '../ui/use-full-screen.ts';
import { useWatched } from '../ui/use-watched.ts';

/** Comes by itself: the live picture does not wait for the player of recordings. */
const RewindStrip = lazy(async () => ({ default: (await import('./rewind-strip.tsx')).RewindStrip }));

interface CameraPageProps {
  readonly config: ConfigAnswer;
  readonly camera: ConfigAnswer['channels'][number];
}

/** One camera, large, with its main stream and its sound. */
export function CameraPage({ config, camera }: CameraPageProps) {
  const { t } = useText();
  const { channel, name, record } = camera;
  const frame = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const session = useLiveSession(video, channel, 'main');
  const state = useWatched(session ?? NO_SESSION);
  const live = useChannelLive(channel);
  const sound = useSound(session, live?.audioCodec ?? null);
  const fullScreen = useFullScreen(frame);
  const savePicture = useSnapshot(video, { channel, name, timeZone: config.timeZone });
  const [past, setPast] = useState<HTMLDivElement | null>(null);
  const [isPast, setIsPast] = useState(false);

  return (
    <div className="flex h-full flex-col p-2 md:p-4">
      <div className="mb-2 flex min-h-10 items-center gap-2">
        <Link
          to="/live"
          aria-label={t('live.back')}
          title={t('live.back')}
          className="grid size-10 place-items-center rounded-control hover:bg-raised touch:size-12"
        >
          <Icon name="left" />
        </Link>
        <h1 className="min-w-0 truncate text-xl font-semibold">{name}</h1>
        <Neighbours config={config} channel={channel} />
      </div>
      <section
        ref={frame}
        aria-label={name}
        data-phase={state.phase}
        className="flex min-h-0 flex-col overflow-hidden rounded-card border border-line bg-surface md:flex-1"
      >
        <div className="relative min-h-0 flex-1 max-md:aspect-video">
          <LiveScreen
            video={video}
            state={state}
            channel={channel}
            timeZone={config.timeZone}
            isMuted={!sound.isOn || isPast}
            onTryNow={() => session?.tryNow()}
          >
            <div className="pointer-events-none absolute top-3 right-3">
              <RecordingMark live={live} isWanted={record} />
            </div>
          </LiveScreen>
          <div ref={setPast} className={isPast ? 'absolute inset-0 z-20' : 'hidden'} />
        </div>
        <div className="flex items-center gap-1 py-1 pr-1 pl-4">
          <span className="mr-auto">{!isPast && <LiveBadge state={state} />}</span>
          <IconButton
            icon={sound.isOn ? 'sound' : 'mute'}
            label={t(sound.isThere ? (sound.isOn ? 'live.mute' : 'live.sound') : 'live.noSound')}
            aria-pressed={sound.isOn}
            disabled={!sound.isThere}
            onClick={sound.toggle}
          />
          <IconButton icon="camera" label={t('live.snapshot')} onClick={savePicture} />
          <Link
            to="/recordings"
            search={{ channels: `${channel}` }}
            aria-label={t('live.recordings')}
            title={t('live.recordings')}
            className="grid size-10 place-items-center rounded-control hover:bg-raised touch:size-12"
          >
            <Icon name="recordings" />
          </Link>
          <IconButton
            icon={fullScreen.isFull ? 'reduce' : 'enlarge'}
            label={t(fullScreen.isFull ? 'live.leaveFullScreen' : 'live.fullScreen')}
            onClick={fullScreen.toggle}
          />
        </div>
        <Suspense fallback={<div className="h-28 border-t border-line" />}>
          <RewindStrip config={config} camera={camera} picture={past} isMuted={!sound.isOn} onPast={setIsPast} />
        </Suspense>
      </section>
    </div>
  );
}

function Neighbours({ config, channel }: { config: ConfigAnswer; channel: number }) {
  const { t } = useText();
  const index = config.channels.findIndex((camera) => camera.channel === channel);
  const link = (neighbour: number, icon: 'left' | 'right', label: string) => {
    const camera = config.channels[neighbour];
    return camera && neighbour >= 0 ? (
      <Link
        to="/live/$channel"
        params={{ channel: `${camera.channel}` }}
        aria-label={`${label}: ${camera.name}`}
        title={camera.name}
        className="grid size-10 place-items-center rounded-control hover:bg-raised touch:size-12"
      >
        <Icon name={icon} />
      </Link>
    ) : (
      <span className="size-10 touch:size-12" />
    );
  };
  if (config.channels.length < 2) return null;
  return (
    <div className="ml-auto flex">
      {link(index - 1, 'left', t('live.previous'))}
      {link(index + 1, 'right', t('live.next'))}
    </div>
  );
}

/** Sound begins off. */
function useSound(session: LiveSession | null, audioCodec: string | null) {
  const [isOn, setOn] = useState(false);
  const isThere = audioCodec !== null;
  useSoundWay(session, isOn, audioCodec);
  return { isOn: isOn && isThere, isThere, toggle: () => setOn(!isOn) };
}
