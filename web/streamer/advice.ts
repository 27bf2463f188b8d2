import type { YoutubeAnswer } from '#shared/youtube.ts';
import type { Text } from '../text/text.ts';

/** YouTube complains of keyframes further apart. */
const LONGEST_GOP_SECONDS = 4.1;

/** What the owner could set better at the camera, in sentences. */
export function adviceFor({ video, keyframeSeconds }: Pick<YoutubeAnswer, 'video' | 'keyframeSeconds'>, t: Text): string[] {
  const isFarApart = keyframeSeconds !== null && keyframeSeconds > LONGEST_GOP_SECONDS;
  return [
    ...(video === 'transcoded' ? [t('streamer.adviceTranscoded')] : []),
    ...(isFarApart ? [t('streamer.adviceKeyframes', { seconds: keyframeSeconds.toFixed(1) })] : []),
  ];
}
