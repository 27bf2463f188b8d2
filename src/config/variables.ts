import { z } from 'zod';
import { readCameraUrl } from './camera-url.ts';
import { amount, flag, host, line, listOf, oneOf, readBy, secretLine, wholeNumber } from './fields.ts';
import {
  readCallUrl,
  readCandidate,
  readDatabaseUrl,
  readHostName,
  readHubUrl,
  readIngest,
  readListenAddress,
  readOrigin,
  readProxyRange,
  readRelayUser,
} from './network.ts';
import { readTimeZone } from './time-zone-name.ts';
import { readTemplate } from './url-template.ts';
import { readPassword, readSecretKey, readToken, readUserName } from './user.ts';

const PRESETS = ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow', 'slower', 'veryslow'] as const;
const PATH_LENGTH = 4096;

const port = wholeNumber(1, 65_535);

/** A variable that exists once per number: `<n>` in its name stands for 1, 2, 3 … */
function each<T>(field: z.ZodType<T, string>): z.ZodType<Readonly<Record<string, T>>, Record<string, string> | undefined> {
  return z.record(z.string(), field).default({});
}

/** Every variable there is, in the order of the documentation: what it accepts and its default. */
export const Variables = z.object({
  DVR_IP: host().optional(),
  DVR_PORT: port.default(554),
  DVR_USER: line(256).optional(),
  DVR_PASS: secretLine(256).optional(),
  RTSP_URL_TEMPLATE: readBy(readTemplate).default('rtsp://{user}:{pass}@{ip}:{port}/Streaming/Channels/{channel}01'),
  RTSP_SUB_URL_TEMPLATE: readBy(readTemplate).optional(),
  NUM_CHANNELS: wholeNumber(1, 256).default(8),
  'CAMERA_<n>_URL': each(readBy(readCameraUrl)),
  'CAMERA_<n>_SUB_URL': each(readBy(readCameraUrl)),
  'CAMERA_<n>_NAME': each(line(64)),
  'CAMERA_<n>_RECORD': each(flag()),

  SEGMENT_DURATION: wholeNumber(1, 3600).default(600),
  RECORD_DIR: line(PATH_LENGTH).default('./recordings'),
  RECORD_FORMAT: oneOf(['mkv', 'mp4']).default('mkv'),
  VIDEO_CODEC: oneOf(['copy', 'libx264', 'libx265']).default('copy'),
  VIDEO_CRF: wholeNumber(0, 51).default(23),
  VIDEO_PRESET: oneOf(PRESETS).default('veryfast'),

  MAX_STORAGE_GB: amount(0.001, 1_000_000).default(500),
  RETENTION_DAYS: amount(0.01, 36_500, '; leave it empty to delete nothing for its age').optional(),
  MIN_FREE_GB: amount(0, 1_000_000).default(2),
  CLEANUP_INTERVAL: wholeNumber(1, 86_400).default(60),

  DATA_DIR: line(PATH_LENGTH).default('./data'),
  DATABASE_URL: readBy(readDatabaseUrl).optional(),

  WEB_PORT: port.default(2126),
  SECRET_KEY: readBy(readSecretKey).optional(),
  'user<n>': each(readBy(readUserName)),
  'pass<n>': each(readBy(readPassword)),
  PUBLIC_URL: readBy(readOrigin).optional(),
  TRUST_PROXY: listOf(readProxyRange).default([]),
  ALLOWED_HOSTS: listOf(readHostName).default([]),

  GO2RTC_API_PORT: port.default(2127),
  GO2RTC_WEBRTC_PORT: port.default(8555),
  GO2RTC_RTSP_PORT: port.default(8554),
  GO2RTC_RTSP_LISTEN: readBy(readListenAddress).default('127.0.0.1'),
  GO2RTC_RTSP_USER: readBy(readRelayUser).optional(),
  GO2RTC_RTSP_PASS: secretLine(256).optional(),
  GO2RTC_URL: readBy(readHubUrl).optional(),
  GO2RTC_CONFIG_DIR: line(PATH_LENGTH).optional(),
  WEBRTC_CANDIDATES: listOf(readCandidate).default([]),

  YOUTUBE_ENABLED: flag().default(false),
  YOUTUBE_STREAM_KEY_1: secretLine(256).optional(),
  YOUTUBE_STREAM_KEY_2: secretLine(256).optional(),
  YOUTUBE_CHANNEL: wholeNumber(1, 9999).default(1),
  YOUTUBE_ROTATION_MINUTES: wholeNumber(1, 660).default(60),
  YOUTUBE_VIDEO_KBPS: wholeNumber(200, 50_000).default(4500),
  YOUTUBE_RTMP_URL: readBy(readIngest).default('rtmps://a.rtmps.youtube.com:443/live2'),

  TRANSCODE_LIMIT: wholeNumber(0, 16).default(1),

  ALERT_WEBHOOK_URL: readBy(readCallUrl).optional(),
  HEARTBEAT_URL: readBy(readCallUrl).optional(),
  METRICS_TOKEN: readBy(readToken).optional(),

  TZ: readBy(readTimeZone).optional(),
  LOG_FILE: line(PATH_LENGTH).optional(),
  LOG_LEVEL: oneOf(['debug', 'info', 'warn', 'error']).default('info'),
  FFMPEG_BIN: line(PATH_LENGTH).optional(),
  FFPROBE_BIN: line(PATH_LENGTH).optional(),
  GO2RTC_BIN: line(PATH_LENGTH).optional(),
});

export type Variables = z.infer<typeof Variables>;
export type VariableKey = keyof Variables;

/** Never shown, and readable from a file named by `<NAME>_FILE`. */
export const SECRET_KEYS: ReadonlySet<string> = new Set<VariableKey>([
  'DVR_PASS',
  'CAMERA_<n>_URL',
  'CAMERA_<n>_SUB_URL',
  'DATABASE_URL',
  'SECRET_KEY',
  'pass<n>',
  'YOUTUBE_STREAM_KEY_1',
  'YOUTUBE_STREAM_KEY_2',
  'ALERT_WEBHOOK_URL',
  'HEARTBEAT_URL',
  'METRICS_TOKEN',
  'GO2RTC_RTSP_PASS',
]);

/** May hold a secret although they are none: not shown either. */
export const DISCREET_KEYS: ReadonlySet<string> = new Set<VariableKey>([
  'RTSP_URL_TEMPLATE',
  'RTSP_SUB_URL_TEMPLATE',
  'GO2RTC_URL',
  'YOUTUBE_RTMP_URL',
  'PUBLIC_URL',
]);
