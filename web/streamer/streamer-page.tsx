import { useQuery } from '@tanstack/react-query';
import type { ConfigAnswer } from '#shared/settings.ts';
import type { YoutubeAnswer } from '#shared/youtube.ts';
import { useConfig, useServer } from '../client/server.tsx';
import { streamerQuery } from '../client/streamer-query.ts';
import { useText } from '../text/text.ts';
import { Icon } from '../ui/icon.tsx';
import { Card, Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Unanswered } from '../ui/unanswered.tsx';
import { adviceFor } from './advice.ts';
import { StreamerControls } from './streamer-controls.tsx';
import { StreamerFigures } from './streamer-figures.tsx';
import { StreamerGuide } from './streamer-guide.tsx';
import { StreamerHistory } from './streamer-history.tsx';
import { StreamerState } from './streamer-state.tsx';

/** How the stream to YouTube does, what it did, and what one can do with it. */
export function StreamerPage() {
  const config = useConfig();
  const { t } = useText();
  const { api } = useServer();
  const streamer = useQuery(streamerQuery(api));
  const isEnabled = streamer.data?.enabled ?? false;
  return (
    <Page title={t('streamer.title')} isNarrow aside={isEnabled && streamer.data && <StreamerControls streamer={streamer.data} />}>
      {streamer.data ? (
        <Content streamer={streamer.data} config={config} />
      ) : (
        <Unanswered question={streamer}>
          <Skeleton className="mb-4 h-56" />
          <Skeleton className="h-64" />
        </Unanswered>
      )}
    </Page>
  );
}

function Content({ streamer, config }: { streamer: YoutubeAnswer; config: ConfigAnswer }) {
  const { t } = useText();
  if (!streamer.enabled) return <StreamerGuide />;
  const advice = adviceFor(streamer, t);
  return (
    <>
      <Card>
        <StreamerState streamer={streamer} timeZone={config.timeZone} />
        <StreamerFigures streamer={streamer} config={config} />
      </Card>
      {advice.length > 0 && (
        <Card title={t('streamer.advice')} className="mt-4">
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
      <StreamerHistory streamer={streamer} timeZone={config.timeZone} />
    </>
  );
}
