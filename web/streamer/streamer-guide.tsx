import { useText } from '../text/text.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/page.tsx';

const STUDIO = 'https://studio.youtube.com';
const LINES = [
  'YOUTUBE_ENABLED=true',
  'YOUTUBE_STREAM_KEY_1=xxxx-xxxx-xxxx-xxxx-xxxx',
  'YOUTUBE_STREAM_KEY_2=yyyy-yyyy-yyyy-yyyy-yyyy',
  'YOUTUBE_CHANNEL=1',
].join('\n');

/** Streaming is not set up: what it is, and how to begin. */
export function StreamerGuide() {
  const { t } = useText();
  return (
    <Card title={t('streamer.offTitle')}>
      <p className="max-w-prose text-muted">{t('streamer.offText')}</p>
      <h2 className="mt-6 mb-2 text-base font-semibold">{t('streamer.guideTitle')}</h2>
      <ol className="flex max-w-prose list-decimal flex-col gap-2 pl-5 marker:text-muted">
        <li>{t('streamer.guideStudio')}</li>
        <li>{t('streamer.guideKeys')}</li>
        <li>{t('streamer.guideBroadcasts')}</li>
        <li>
          {t('streamer.guideEnv')}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it may scroll on a phone, so the keyboard must reach it */}
          <pre tabIndex={0} className="mt-2 overflow-x-auto rounded-control border border-line bg-bg p-3 select-all">
            {LINES}
          </pre>
        </li>
      </ol>
      <p className="mt-4 max-w-prose text-muted">{t('streamer.guideWhy')}</p>
      <a href={STUDIO} target="_blank" rel="noopener noreferrer" className={`mt-4 ${buttonClass()}`}>
        {t('streamer.openStudio')}
      </a>
    </Card>
  );
}
