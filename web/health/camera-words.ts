import type { CameraHealth } from '#shared/health.ts';
import { audioName, codecName } from '../camera/codec-name.ts';
import type { Text } from '../text/text.ts';
import { spanText } from '../time/format.ts';
import { standsStill } from './camera-order.ts';

/** A camera's figures as people read them. */
interface CameraWords {
  readonly state: string;
  /** Since when, or what more is known. */
  readonly more: string | null;
  readonly picture: string;
  readonly rate: string;
  readonly rateWanted: string | null;
  readonly bitrate: string;
  readonly gop: string;
  readonly gopLongest: string | null;
  readonly audio: string;
  readonly lastFrame: string;
  readonly reconnects: string;
  readonly gaps: string;
}

const UNEVEN = 1.3;
const FRESH_MS = 2000;

/** What the page says of a camera; nothing is left empty. */
export function wordsOf(camera: CameraHealth, { t, language, now }: { t: Text; language: string; now: number }): CameraWords {
  const number = (value: number, digits = 1): string => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
  const none = t('health.unknown');
  const { codec, width, height, frameRate, frameRateWanted, bitrateBps, gopMs, longestGopMs, gapsToday } = camera;
  const isUneven = gopMs !== null && longestGopMs !== null && longestGopMs > gopMs * UNEVEN;
  return {
    state: stateText(camera, t),
    more: camera.since && !standsStill(camera) ? t('health.forSpan', { span: spanText((now - Date.parse(camera.since)) / 1000) }) : null,
    picture: [codec && codecName(codec), width && height && `${width}×${height}`].filter(Boolean).join(', ') || none,
    rate: frameRate === null ? none : number(frameRate),
    rateWanted: frameRateWanted === null ? null : t('health.of', { value: number(frameRateWanted) }),
    bitrate: bitrateText(bitrateBps, language) ?? none,
    gop: gopMs === null ? none : t('health.seconds', { value: number(gopMs / 1000) }),
    gopLongest: isUneven ? t('health.upTo', { value: number(longestGopMs / 1000) }) : null,
    audio: camera.audio ? audioName(camera.audio) : camera.online ? t('health.noAudio') : none,
    lastFrame: ageText(camera.lastFrameAgeMs, t),
    reconnects: number(camera.reconnects24h),
    gaps:
      gapsToday.count === 0
        ? t('health.noGaps')
        : t('health.gapsText', { count: gapsToday.count, span: spanText(gapsToday.totalMs / 1000) }),
  };
}

/** `1.9 Mbit/s`; null when nothing is known. */
export function bitrateText(bps: number | null, language: string): string | null {
  if (bps === null) return null;
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: bps < 1e7 ? 1 : 0 });
  return bps < 1e6 ? `${format.format(Math.round(bps / 1000))} kbit/s` : `${format.format(bps / 1e6)} Mbit/s`;
}

function stateText(camera: CameraHealth, t: Text): string {
  if (standsStill(camera)) return t('health.still');
  if (camera.phase === 'recording') return t('health.recording');
  if (camera.phase === 'off') return t('health.liveOnly');
  return camera.reason ? t(`reason.${camera.reason}`) : t('health.starting');
}

function ageText(ageMs: number | null, t: Text): string {
  if (ageMs === null) return t('health.unknown');
  return ageMs < FRESH_MS ? t('health.now') : t('health.ago', { span: spanText(ageMs / 1000) });
}
