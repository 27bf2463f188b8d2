import type { TroubleReason } from '#shared/channel.ts';
import type { Finding, FindingTopic } from '#shared/health.ts';
import { say } from './finding.ts';

/** What a camera answered that does not give its stream, and what to do about it. */
const TROUBLE_FINDINGS: Partial<Record<TroubleReason, { readonly topic: FindingTopic; readonly code: string; readonly advice: string }>> = {
  login_unsupported: {
    topic: 'password',
    code: 'login_unsupported',
    advice: 'Set the camera’s RTSP login (authentication) to digest or digest MD5, or update its firmware.',
  },
  camera_error: {
    topic: 'picture',
    code: 'camera_error',
    advice: 'Close other programs that watch this camera, restart it, and compare its URL with the maker’s.',
  },
  transport_refused: {
    topic: 'reachable',
    code: 'transport_refused',
    advice: 'Remove #transport=tcp from the camera’s URL. A go2rtc of your own (GO2RTC_URL) must know UDP: then write #transport=udp.',
  },
  codec_unsupported: { topic: 'video_codec', code: 'video_unsupported', advice: 'Set the camera to H.264 or H.265.' },
};

/** What can be said of a camera that gives no stream. */
export function findingsOfTrouble(reason: TroubleReason, detail: string): Finding[] {
  const data = { reason };
  if (reason === 'auth_failed') {
    return [
      say('reachable', 'reachable', 'good', 'The camera answers.'),
      say('password', 'password_refused', 'bad', 'The camera refuses the user name or password.', {
        advice:
          'Check DVR_USER and DVR_PASS, or the user and password in the camera’s URL. Many cameras lock an account for some minutes after a few wrong attempts.',
        data,
      }),
    ];
  }
  if (reason === 'no_keyframe') {
    const text = 'The camera sends pictures, but has not sent a keyframe yet: recording begins with the next one.';
    const advice = 'Set a shorter distance of keyframes (I-frame interval, GOP) in the camera: one to two seconds are usual.';
    return [say('reachable', 'reachable', 'good', 'The camera answers.'), say('gop', 'keyframe_awaited', 'bad', text, { advice, data })];
  }
  const known = TROUBLE_FINDINGS[reason];
  if (known) {
    return [
      say('reachable', 'reachable', 'good', 'The camera answers.'),
      say(known.topic, known.code, 'bad', sentenceOf(detail), { advice: known.advice, data }),
    ];
  }
  if (reason === 'not_found' || reason === 'no_video') {
    return [
      say('reachable', 'reachable', 'good', 'The camera answers.'),
      say('picture', reason === 'not_found' ? 'path_unknown' : 'no_video', 'bad', sentenceOf(detail), {
        advice:
          reason === 'not_found'
            ? 'Compare RTSP_URL_TEMPLATE, or the URL of this camera, with the maker’s; and the channel’s number with NUM_CHANNELS.'
            : 'Look at the camera’s own page whether it shows a picture, and restart the camera.',
        data,
      }),
    ];
  }
  const isHub = reason === 'hub_down';
  return [
    say('reachable', isHub ? 'hub_down' : 'unreachable', 'bad', sentenceOf(detail), {
      advice: isHub
        ? 'go2rtc is being restarted: try again in a moment.'
        : 'Is the camera on, is the network cable in, are address and port (usually 554) right, is RTSP switched on in the camera?',
      data,
    }),
  ];
}

/** Some details are questions. */
function sentenceOf(detail: string): string {
  return /[.?!]$/.test(detail) ? detail : `${detail}.`;
}
