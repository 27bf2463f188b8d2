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
export function StreamingFigures({ streaming, config }: { streaming: YoutubeAnswer; config: ConfigAnswer }) {
  const { t, language } = useText();
  const { width, height, picture, droppedFrames, ingest } = streaming;
  const rate = (bps: number): string => rateText(bps, language, t);
  const isUp = streaming.sessions.length > 0;
  const waitingBytes = streaming.sessions.reduce((sum, session) => sum + session.waitingBytes, 0);
  const size = width && height ? `${width} × ${height}` : '–';
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-5 sm:grid-cols-3">
      <Figure name={t('streaming.key')} value={keyText(streaming, t)} />
      <NextRotation streaming={streaming} />
      <Uptime since={streaming.liveSince} />
      <Figure name={t('streaming.out')} value={isUp ? rate(streaming.bitrateOutBps) : '–'}>
        {waitingBytes > NOTABLE_BYTES && t('streaming.waitingBytes', { size: sizeText(waitingBytes, language) })}
      </Figure>
      <Figure name={t('streaming.in')} value={picture === 'none' ? '–' : rate(streaming.bitrateInBps)} />
      <Figure name={t('streaming.dropped')} value={new Intl.NumberFormat(language).format(droppedFrames)} />
      <Figure name={t('streaming.picture')} value={picture === 'slate' ? t('streaming.slate') : size}>
        {picture === 'camera' && streaming.video && t(`streaming.${streaming.video}`)}
      </Figure>
      <Figure name={t('streaming.camera')} value={cameraName(streaming.channel, config)}>
        {streaming.audio && `${t('streaming.sound')}: ${t(`streaming.${streaming.audio}`)}`}
      </Figure>
      <Figure name={t('streaming.server')} value={ingest.replace(/^rtmps?:\/\//, '').replace(/:\d+$/, '')} className="max-sm:col-span-2">
        {ingest.startsWith('rtmps:') ? 'RTMPS' : 'RTMP'}
      </Figure>
    </dl>
  );
}

function NextRotation({ streaming }: { streaming: YoutubeAnswer }) {
  const { t } = useText();
  const { phase, nextRotationAt, rotationMinutes, keys } = streaming;
  const seconds = useCountdown(nextRotationAt === null ? null : Date.parse(nextRotationAt));
  const span = seconds > 0 && phase !== 'rotating' ? t('streaming.rotationIn', { span: lengthText(seconds) }) : t('streaming.rotationNow');
  return (
    <Figure name={t('streaming.nextRotation')} value={nextRotationAt === null ? '–' : span}>
      {keys > 1 ? t('streaming.everyMinutes', { count: rotationMinutes }) : t('streaming.oneKey')}
    </Figure>
  );
}

function Uptime({ since }: { since: string | null }) {
  const { t } = useText();
  const now = useNow(since === null ? null : 1000);
  return (
    <Figure
      name={t('streaming.uptime')}
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
  if (sessions.length > 1) return t('streaming.keysBoth');
  return key === null ? '–' : t('streaming.keyOf', { key, count: keys });
}
