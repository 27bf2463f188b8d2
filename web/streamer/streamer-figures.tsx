import type { ReactNode } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import type { YoutubeAnswer } from '#shared/youtube.ts';
import { cameraName } from '../camera/camera-name.ts';
import { sizeText } from '../text/size-text.ts';
import { type Text, useText } from '../text/text.ts';
import { lengthText } from '../time/format.ts';
import { useCountdown, useNow } from '../ui/use-now.ts';
import { rateText } from './rate-text.ts';

const NOTABLE_BYTES = 500_000;

/** The stream in figures. */
export function StreamerFigures({ streamer, config }: { streamer: YoutubeAnswer; config: ConfigAnswer }) {
  const { t, language } = useText();
  const { width, height, picture, droppedFrames, ingest } = streamer;
  const rate = (bps: number): string => rateText(bps, language, t);
  const isUp = streamer.sessions.length > 0;
  const waitingBytes = streamer.sessions.reduce((sum, session) => sum + session.waitingBytes, 0);
  const size = width && height ? `${width} × ${height}` : '–';
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-5 sm:grid-cols-3">
      <Figure name={t('streamer.key')} value={keyText(streamer, t)} />
      <NextRotation streamer={streamer} />
      <Uptime since={streamer.liveSince} />
      <Figure name={t('streamer.out')} value={isUp ? rate(streamer.bitrateOutBps) : '–'}>
        {waitingBytes > NOTABLE_BYTES && t('streamer.waitingBytes', { size: sizeText(waitingBytes, language) })}
      </Figure>
      <Figure name={t('streamer.in')} value={picture === 'none' ? '–' : rate(streamer.bitrateInBps)} />
      <Figure name={t('streamer.dropped')} value={new Intl.NumberFormat(language).format(droppedFrames)} />
      <Figure name={t('streamer.picture')} value={picture === 'slate' ? t('streamer.slate') : size}>
        {picture === 'camera' && streamer.video && t(`streamer.${streamer.video}`)}
      </Figure>
      <Figure name={t('streamer.camera')} value={cameraName(streamer.channel, config)}>
        {streamer.audio && `${t('streamer.sound')}: ${t(`streamer.${streamer.audio}`)}`}
      </Figure>
      <Figure name={t('streamer.server')} value={ingest.replace(/^rtmps?:\/\//, '').replace(/:\d+$/, '')} className="max-sm:col-span-2">
        {ingest.startsWith('rtmps:') ? 'RTMPS' : 'RTMP'}
      </Figure>
    </dl>
  );
}

function NextRotation({ streamer }: { streamer: YoutubeAnswer }) {
  const { t } = useText();
  const { phase, nextRotationAt, rotationMinutes, keys } = streamer;
  const seconds = useCountdown(nextRotationAt === null ? null : Date.parse(nextRotationAt));
  const span = seconds > 0 && phase !== 'rotating' ? t('streamer.rotationIn', { span: lengthText(seconds) }) : t('streamer.rotationNow');
  return (
    <Figure name={t('streamer.nextRotation')} value={nextRotationAt === null ? '–' : span}>
      {keys > 1 ? t('streamer.everyMinutes', { count: rotationMinutes }) : t('streamer.oneKey')}
    </Figure>
  );
}

function Uptime({ since }: { since: string | null }) {
  const { t } = useText();
  const now = useNow(since === null ? null : 1000);
  return (
    <Figure
      name={t('streamer.uptime')}
      value={since === null ? '–' : lengthText(Math.max(0, Math.floor((now - Date.parse(since)) / 1000)))}
    />
  );
}

function Figure({ name, value, children, className = '' }: { name: string; value: string; children?: ReactNode; className?: string }) {
  return (
    <div className={`min-w-0 ${className}`}>
      <dt className="text-muted">{name}</dt>
      <dd className="truncate text-base font-medium" title={value}>
        {value}
      </dd>
      {children && <dd className="text-xs text-muted">{children}</dd>}
    </div>
  );
}

function keyText({ sessions, key, keys }: YoutubeAnswer, t: Text): string {
  if (sessions.length > 1) return t('streamer.keysBoth');
  return key === null ? '–' : t('streamer.keyOf', { key, count: keys });
}
