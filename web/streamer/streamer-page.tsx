import { useQuery } from '@tanstack/react-query';
import type { ConfigAnswer } from '#shared/settings.ts';
import type { YoutubeAnswer } from '#shared/youtube.ts';
import { useConfig, useServer } from '../client/server.tsx';
import { streamingQuery } from '../client/streamer-query.ts';
import { useText } from '../text/text.ts';
import { Icon } from '../ui/icon.tsx';
import { Card, Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Loading, Skeleton } from '../ui/skeleton.tsx';
import { adviceFor } from './advice.ts';
import { StreamingControls } from './streamer-controls.tsx';
import { StreamingFigures } from './streamer-figures.tsx';
import { StreamingGuide } from './streamer-guide.tsx';
import { StreamingHistory } from './streamer-history.tsx';
import { StreamingState } from './streamer-state.tsx';

/** How the stream to YouTube does, what it did, and what one can do with it. */
export function StreamingPage() {
  const config = useConfig();
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

function Content({ streaming, config }: { streaming: YoutubeAnswer; config: ConfigAnswer }) {
  const { t } = useText();
  if (!streaming.enabled) return <StreamingGuide />;
  const advice = adviceFor(streaming, t);
  return (
    <>
      <Card>
        <StreamingState streaming={streaming} timeZone={config.timeZone} />
        <StreamingFigures streaming={streaming} config={config} />
      </Card>
      {advice.length > 0 && (
        <Card title={t('streaming.advice')} className="mt-4">
          <ul className="flex flex-col gap-2">
            {advice.map((sentence) => (
              <li key={sentence} className="flex max-w-prose gap-3">
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
