import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useRef, useState } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import { cameraName } from '../camera/camera-name.ts';
import type { LivePhase } from '../player/live/live-state.ts';
import { type Text, useText } from '../text/text.ts';
import { useLiveRooms } from '../tile/live-rooms.tsx';
import { Announcer } from '../ui/announcer.tsx';
import { NoticeCard } from '../ui/notice-card.tsx';
import { useFullScreen } from '../ui/use-full-screen.ts';
import { useWatched } from '../ui/use-watched.ts';
import { ArrangeBar } from './arrange-bar.tsx';
import { KioskFrame } from './kiosk-frame.tsx';
import { useSwipe } from './use-swipe.ts';
import { type ChangeAddress, useWall, type WallAddress } from './use-wall.ts';
import { useWallKeys } from './use-wall-keys.ts';
import { Wall } from './wall.tsx';
import { WallBar } from './wall-bar.tsx';
import { type WallNews, WallReporter } from './wall-news.ts';
import { WallPages } from './wall-pages.tsx';

const DemoCard = lazy(async () => ({ default: (await import('./demo-card.tsx')).DemoCard }));

interface LivePageProps {
  readonly config: ConfigAnswer;
  readonly address: WallAddress;
  readonly onAddress: ChangeAddress;
  readonly isKiosk: boolean;
  readonly onKiosk: (isKiosk: boolean) => void;
}

/** The wall: cameras, live, as large as they fit. */
export function LivePage({ config, address, onAddress, isKiosk, onKiosk }: LivePageProps) {
  const { t } = useText();
  const navigate = useNavigate();
  const { saver } = useLiveRooms();
  const isSaving = useWatched(saver);
  const screen = useRef<HTMLDivElement>(null);
  const fullScreen = useFullScreen(screen);
  const wall = useWall(config.channels, address, onAddress);
  const [isArranging, setArranging] = useState(false);
  const news = useNews(t);
  const isArranged = isArranging && !isKiosk;
  const turn = wall.pages < 2 || isArranged ? null : (by: 1 | -1) => wall.setPage(wall.page + by);
  const swipe = useSwipe(turn);

  useWallKeys({
    open: (place) => {
      const camera = wall.shown[place - 1];
      if (camera) void navigate({ to: '/live/$channel', params: { channel: `${camera.channel}` } });
    },
    turn,
    fullScreen: fullScreen.toggle,
    kiosk: () => onKiosk(!isKiosk),
    leave: () => (isKiosk ? onKiosk(false) : setArranging(false)),
  });

  return (
    <KioskFrame frame={screen} isKiosk={isKiosk} onLeave={() => onKiosk(false)}>
      <h1 className="sr-only">{t('live.title')}</h1>
      <Announcer text={news.text} />
      {config.demo && !isKiosk && (
        <Suspense fallback={<div className="mb-4 h-11 lg:h-60" />}>
          <DemoCard />
        </Suspense>
      )}
      {!isKiosk && config.channels.length > 0 && (
        <WallBar
          layout={wall.layout}
          onLayout={wall.setLayout}
          isArranged={isArranged}
          onArrange={() => setArranging(!isArranging)}
          isSaving={isSaving}
          onSave={(isOn) => saver.set(isOn)}
          isFull={fullScreen.isFull}
          onFullScreen={fullScreen.toggle}
          onKiosk={() => onKiosk(true)}
        />
      )}
      {isArranged && (
        <ArrangeBar
          hidden={wall.hidden}
          isChanged={wall.isArranged}
          onShow={wall.show}
          onReset={wall.reset}
          onDone={() => setArranging(false)}
        />
      )}
      {wall.count === 0 ? (
        <NoticeCard icon="live" title={t('live.noCameras')}>
          {t('live.noCamerasText')}
        </NoticeCard>
      ) : (
        <div className="flex min-h-0 flex-1 touch-pan-y flex-col" {...swipe}>
          <Wall
            cameras={wall.shown}
            layout={wall.layout}
            timeZone={config.timeZone}
            placesBefore={wall.placesBefore}
            placesInAll={wall.count}
            isArranged={isArranged}
            onHide={wall.hide}
            onPhase={({ channel, name }, phase) => news.hear(channel, name, phase)}
            onMove={(channel, to) => {
              wall.move(channel, to);
              if (to < 0 || to >= wall.count) return;
              news.say(t('live.moved', { camera: cameraName(channel, config), place: to + 1, count: wall.count }));
            }}
          />
        </div>
      )}
      {!isKiosk && <WallPages page={wall.page} pages={wall.pages} onPage={wall.setPage} />}
    </KioskFrame>
  );
}

/** What is said aloud on this page. */
function useNews(t: Text) {
  const [reporter] = useState(() => new WallReporter());
  const [text, setText] = useState('');
  const hear = (channel: number, camera: string, phase: LivePhase['phase']): void => {
    const news = reporter.hear(channel, camera, phase, Date.now());
    if (news) setText(news.map((piece) => newsText(piece, t)).join(' '));
  };
  return { text, hear, say: setText };
}

function newsText({ kind, camera }: WallNews, t: Text): string {
  return t(kind === 'lost' ? 'live.newsLost' : 'live.newsBack', { camera });
}
