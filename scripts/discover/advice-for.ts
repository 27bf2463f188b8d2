import { type FoundCamera, isH265 } from './cameras-of.ts';

/** Files are cut at keyframes, and a picture begins with one. */
const LONGEST_GOP_S = 4;
const CLOCK_OFF_MS = 5_000;

/** What the owner should look at before a camera is recorded, in plain words. */
export function adviceFor({ main, sub }: FoundCamera): string[] {
  const gopS = main.gopFrames && main.frameRate ? main.gopFrames / main.frameRate : 0;
  return [
    ...(isH265(main.encoding)
      ? [
          'The main stream is H.265: it is recorded as it is, but not every browser plays it. H.264 in the camera’s settings plays everywhere.',
        ]
      : []),
    ...(sub && isH265(sub.encoding) ? ['The sub-stream is H.265: set it to H.264, so that every browser shows the live grid.'] : []),
    ...(!sub ? ['There is no smaller stream: switch one on in the camera’s settings, and the live grid needs less of the network.'] : []),
    ...(gopS > LONGEST_GOP_S
      ? [`A keyframe comes only every ${Math.round(gopS)} s: set its interval to 1 or 2 s, so that a picture appears at once.`]
      : []),
  ];
}

/** The time of recordings is ours; but the clock that is burnt into the picture is the camera's. */
export function clockAdvice(offsetMs: number | null): string[] {
  if (offsetMs === null || Math.abs(offsetMs) < CLOCK_OFF_MS) return [];
  const seconds = Math.round(Math.abs(offsetMs) / 1000);
  const amount = seconds < 120 ? `${seconds} s` : seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
  return [`Its clock is ${amount} ${offsetMs > 0 ? 'ahead' : 'behind'}: give it a time server (NTP), or the time in the picture is wrong.`];
}
