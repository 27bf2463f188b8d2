import type { Text } from '../text/text.ts';

/** Bits a second for people. */
export function rateText(bps: number, language: string, t: Text): string {
  const value = new Intl.NumberFormat(language, { maximumFractionDigits: 2, minimumFractionDigits: 2 }).format(bps / 1e6);
  return t('streamer.bitrate', { value });
}
