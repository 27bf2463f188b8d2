import type { ChannelConfig } from './channels.ts';
import type { Problems } from './problems.ts';
import type { Variables } from './variables.ts';

const PORTS = ['WEB_PORT', 'GO2RTC_API_PORT', 'GO2RTC_WEBRTC_PORT', 'GO2RTC_RTSP_PORT'] as const;

const SHORTEST_RELAY_PASSWORD = 10;

/** Checks what several variables say together. */
export function checkRelations(values: Variables, channels: readonly ChannelConfig[], problems: Problems): void {
  checkPorts(values, problems);
  checkRelay(values, problems);
  checkYoutube(values, channels, problems);
  if (values.PUBLIC_URL?.protocol === 'https:' && values.TRUST_PROXY.length === 0 && !problems.has('TRUST_PROXY')) {
    problems.warn(
      'TRUST_PROXY is not set although PUBLIC_URL is https: all clients seem to come from the reverse proxy and share one login limit',
    );
  }
  if (values.RECORD_FORMAT === 'mp4' && values.VIDEO_CODEC !== 'copy') {
    problems.warn(`VIDEO_CODEC=${values.VIDEO_CODEC} has no effect with RECORD_FORMAT=mp4, which is never converted`);
  }
}

function checkPorts(values: Variables, problems: Problems): void {
  for (const [index, name] of PORTS.entries()) {
    const twin = PORTS.slice(0, index).find((other) => values[other] === values[name]);
    if (twin && !problems.has(name, twin)) problems.report(name, `is also ${twin}: give each its own port`, String(values[name]));
  }
}

/** Beyond this machine the relay shows every camera to whoever guesses its password. */
function checkRelay(values: Variables, problems: Problems): void {
  const { GO2RTC_RTSP_LISTEN: address, GO2RTC_RTSP_USER: user, GO2RTC_RTSP_PASS: password = '' } = values;
  if (/^(?:127\.|::1$)/.test(address) || problems.has('GO2RTC_RTSP_LISTEN')) return;
  const because = `GO2RTC_RTSP_LISTEN=${address} shows the cameras to the network`;
  if (user === undefined && !problems.has('GO2RTC_RTSP_USER')) problems.report('GO2RTC_RTSP_USER', `is missing: ${because}; choose a name`);
  if (password.length < SHORTEST_RELAY_PASSWORD && !problems.has('GO2RTC_RTSP_PASS')) {
    problems.report('GO2RTC_RTSP_PASS', `must have ${SHORTEST_RELAY_PASSWORD} characters or more: ${because}`);
  }
}

function checkYoutube(values: Variables, channels: readonly ChannelConfig[], problems: Problems): void {
  if (!values.YOUTUBE_ENABLED) return;
  const { YOUTUBE_STREAM_KEY_1: first, YOUTUBE_STREAM_KEY_2: second, YOUTUBE_CHANNEL: channel } = values;
  if (first === undefined && second === undefined && !problems.has('YOUTUBE_STREAM_KEY_1', 'YOUTUBE_STREAM_KEY_2')) {
    problems.report('YOUTUBE_STREAM_KEY_1', 'is missing: YOUTUBE_ENABLED is true; copy the key from YouTube Studio');
  }
  if (first !== undefined && first === second) {
    problems.report(
      'YOUTUBE_STREAM_KEY_2',
      'is the same as YOUTUBE_STREAM_KEY_1: rotation needs two keys; make a second one, or remove it',
    );
  }
  const isChannel = channels.some((known) => known.channel === channel) || problems.has('DVR_IP', 'NUM_CHANNELS', `CAMERA_${channel}_URL`);
  if (!isChannel && !problems.has('YOUTUBE_CHANNEL')) {
    problems.report('YOUTUBE_CHANNEL', `is no channel: there is ${channels.map((known) => known.channel).join(', ')}`, String(channel));
  }
}
