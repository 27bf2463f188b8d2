import { useQuery } from '@tanstack/react-query';
import type { ConfigAnswer } from '#shared/settings.ts';
import type { YoutubeAnswer } from '#shared/youtube.ts';
import { useServer } from '../client/server.tsx';
import { useText } from '../text/text.ts';
import { Icon } from '../ui/icon.tsx';
import { NoticeCard } from '../ui/notice-card.tsx';
import { Card, Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Loading, Skeleton } from '../ui/skeleton.tsx';
import { StreamingControls } from './streaming-controls.tsx';
import { StreamingFigures } from './streaming-figures.tsx';
import { StreamingHistory } from './streaming-history.tsx';
import { streamingQuery } from './streaming-query.ts';
import { StreamingState } from './streaming-state.tsx';

/** How the stream to YouTube does, what it did, and what one can do with it. */
export function StreamingPage({ config }: { config: ConfigAnswer }) {
  const { t } = useText();
  const { api } = useServer();
  const streaming = useQuery(streamingQuery(api));
  const isEnabled = streaming.data?.enabled ?? false;
  return (
    <Page title={t('streaming.title')} isNarrow aside={isEnabled && streaming.data && <StreamingControls streaming={streaming.data} />}>
      {streaming.data ? (
        <Content streaming={streaming.data} config={config} />
      ) : streaming.isError ? (
        <Problem error={streaming.error} retry={() => void streaming.refetch()} />
      ) : (
        <Loading label={t('app.loading')} longLabel={t('app.stillLoading')}>
          <Skeleton className="mb-4 h-56" />
          <Skeleton className="h-64" />
        </Loading>
      )}
    </Page>
  );
}

const LINES = 'YOUTUBE_ENABLED=true\nYOUTUBE_STREAM_KEY_1=xxxx-xxxx-xxxx-xxxx\nYOUTUBE_STREAM_KEY_2=yyyy-yyyy-yyyy-yyyy';

function Content({ streaming, config }: { streaming: YoutubeAnswer; config: ConfigAnswer }) {
  const { t } = useText();
  if (!streaming.enabled) {
    return (
      <NoticeCard icon="streaming" title={t('streaming.offTitle')}>
        <p>{t('streaming.offText')}</p>
        <pre className="mt-3 overflow-x-auto rounded-control border border-line bg-surface p-3 text-left text-ink">{LINES}</pre>
      </NoticeCard>
    );
  }
  return (
    <>
      <Card>
        <StreamingState streaming={streaming} />
        <StreamingFigures streaming={streaming} config={config} />
      </Card>
      {streaming.advice.length > 0 && (
        <Card title={t('streaming.advice')} className="mt-4">
          <ul className="flex flex-col gap-2">
            {streaming.advice.map((sentence) => (
              <li key={sentence} className="flex gap-3">
                <Icon name="warning" className="mt-0.5 text-warn" />
                {sentence}
              </li>
            ))}
          </ul>
        </Card>
      )}
      <StreamingHistory streaming={streaming} timeZone={config.timeZone} />
    </>
  );
}
