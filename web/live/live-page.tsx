import type { ConfigAnswer } from '#shared/settings.ts';
import { useText } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { NoticeCard } from '../ui/notice-card.tsx';
import { useSize } from '../ui/use-size.ts';
import { DemoCard } from './demo-card.tsx';
import { autoLayout } from './grid-layout.ts';
import { LiveTile } from './live-tile.tsx';

interface LivePageProps {
  readonly config: ConfigAnswer;
  /** Which cameras to show; all when empty. */
  readonly channels: readonly number[];
}

const GAP = 8;

/** The wall: all cameras, live, as large as they fit. */
export function LivePage({ config, channels }: LivePageProps) {
  const { t } = useText();
  const chosen = config.channels.filter(({ channel }) => channels.length === 0 || channels.includes(channel));
  return (
    <div className="flex h-full min-h-full flex-col p-2 md:p-4">
      <h1 className="sr-only">{t('live.title')}</h1>
      {config.demo && <DemoCard />}
      {chosen.length === 0 ? (
        <NoticeCard icon="live" title={t('live.noCameras')}>
          {t('live.noCamerasText')}
        </NoticeCard>
      ) : (
        <Wall cameras={chosen} timeZone={config.timeZone} />
      )}
    </div>
  );
}

function Wall({ cameras, timeZone }: { cameras: ConfigAnswer['channels']; timeZone: string }) {
  const { t } = useText();
  const [room, size] = useSize<HTMLDivElement>();
  const layout = size && autoLayout(cameras.length, { ...size, gap: GAP });
  return (
    <div ref={room} className="min-h-0 flex-1">
      {layout && (
        <div
          className="mx-auto grid gap-2"
          style={{
            gridTemplateColumns: `repeat(${layout.columns}, minmax(0, 1fr))`,
            width: layout.columns * layout.tileWidth + GAP * (layout.columns - 1),
          }}
        >
          {cameras.map((camera) => (
            <ErrorBoundary
              key={camera.channel}
              fallback={(_error, retry) => (
                <div className="flex aspect-video flex-col items-center justify-center gap-2 rounded-tile bg-surface">
                  {t('live.broken')} <Button onClick={retry}>{t('app.tryAgain')}</Button>
                </div>
              )}
            >
              <LiveTile camera={camera} timeZone={timeZone} width={layout.tileWidth} />
            </ErrorBoundary>
          ))}
        </div>
      )}
    </div>
  );
}
