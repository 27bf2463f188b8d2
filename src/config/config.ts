import path from 'node:path';
import { DAY_MS } from '#shared/durations.ts';
import type { Setting } from '#shared/settings.ts';
import { type ChannelConfig, channelsOf } from './channels.ts';
import { gather, type Origin, type Sources } from './gather.ts';
import { percentDecoded } from './percent.ts';
import { Problems } from './problems.ts';
import { checkRelations } from './relations.ts';
import { settingsOf } from './setting-list.ts';
import { usersOf } from './users.ts';
import { readValues } from './values.ts';
import type { Variables } from './variables.ts';

export type { ChannelConfig } from './channels.ts';
export { type Supervisor, supervisorOf } from './supervisor.ts';
export { defaultOf } from './values.ts';
export { SECRET_KEYS, Variables } from './variables.ts';

/** GB are 10⁹ bytes. */
const GB = 1e9;
/** Who tries it out sees finished recordings soon. */
const DEMO_SEGMENT_MS = 60_000;

/** Everything the house is told by its owner: validated, with defaults, frozen. */
export interface Config {
  /** No camera is configured: the channels are synthetic and their `url` is empty. */
  readonly demo: boolean;
  /** By number, rising; not necessarily without holes. */
  readonly channels: readonly ChannelConfig[];
  readonly segmentMs: number;
  /** Absolute, as `dataDir` is. */
  readonly recordDir: string;
  readonly recordFormat: 'mkv' | 'mp4';
  readonly video: { readonly codec: 'copy' | 'libx264' | 'libx265'; readonly crf: number; readonly preset: string };
  readonly retention: {
    readonly maxBytes: number;
    readonly keepForMs: number | null;
    readonly minFreeBytes: number;
    readonly intervalMs: number;
  };
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly server: {
    readonly port: number;
    readonly publicUrl: URL | null;
    /** Addresses and CIDR ranges. */
    readonly trustProxy: readonly string[];
    /** Extra host names in lower case, without ports. */
    readonly allowedHosts: readonly string[];
  };
  readonly auth: {
    readonly secretKey: string | null;
    /** Passwords are bcrypt hashes or plain text. */
    readonly users: readonly { readonly name: string; readonly password: string }[];
  };
  readonly hub: {
    readonly url: URL | null;
    /** Where go2rtc.yaml is written; null: `dataDir`. */
    readonly configDir: string | null;
    readonly apiPort: number;
    readonly rtspPort: number;
    /** The RTSP relay for other programs; a password of null is made and kept in `dataDir`. */
    readonly relay: { readonly host: string; readonly user: string | null; readonly password: string | null };
    readonly webrtcPort: number;
    readonly candidates: readonly string[];
  };
  readonly youtube: {
    readonly enabled: boolean;
    /** One or two when enabled. */
    readonly keys: readonly string[];
    readonly channel: number;
    readonly rotationMinutes: number;
    /** Of video that has to be encoded again. */
    readonly bitrateKbps: number;
    /** Without a slash at its end. */
    readonly url: string;
  };
  /** For so many people at once recordings are converted for browsers that cannot play them; 0: nobody. */
  readonly transcodeLimit: number;
  /** Who is told that something is wrong, or that all is well; null: nobody. */
  readonly alerts: { readonly webhook: URL | null; readonly heartbeat: URL | null };
  /** What /metrics asks for; null: it answers to this machine only. */
  readonly metricsToken: string | null;
  readonly log: { readonly file: string | null; readonly level: 'debug' | 'info' | 'warn' | 'error' };
  readonly programs: { readonly ffmpeg: string | null; readonly ffprobe: string | null; readonly go2rtc: string | null };
  readonly timeZone: string;
  /** Everything a redactor must know, not encoded. */
  readonly secrets: readonly string[];
}

/** What was read. */
export interface Loaded {
  readonly config: Config;
  readonly warnings: readonly string[];
  readonly settings: readonly Setting[];
}

export interface LoadOptions extends Sources {
  /** The time zone where TZ is not set. */
  readonly systemTimeZone: string;
}

/**
 * Reads the whole configuration once.
 * @returns it, sentences about what works but is probably not meant, and every variable for people to see
 * @throws ConfigInvalid naming every error, never a secret's value
 */
export function loadConfig({ systemTimeZone, ...sources }: LoadOptions): Loaded {
  const problems = new Problems();
  const origins = new Map<string, Origin>();
  const raw = gather(sources, problems, origins);
  const values = readValues(raw, problems);
  const channels = channelsOf(values, problems);
  const users = usersOf(values, problems);
  checkRelations(values, channels.channels, problems);
  problems.throwIfAny();
  const config: Config = {
    ...channels,
    ...recordingOf(values),
    ...(channels.demo && raw.SEGMENT_DURATION === undefined && { segmentMs: DEMO_SEGMENT_MS }),
    ...serverOf(values),
    auth: { secretKey: values.SECRET_KEY ?? null, users },
    transcodeLimit: values.TRANSCODE_LIMIT,
    alerts: { webhook: values.ALERT_WEBHOOK_URL ?? null, heartbeat: values.HEARTBEAT_URL ?? null },
    metricsToken: values.METRICS_TOKEN ?? null,
    timeZone: values.TZ ?? systemTimeZone,
    secrets: [
      ...new Set([...channels.channels.flatMap(({ secrets }) => secrets), ...secretsOf(values), ...users.map(({ password }) => password)]),
    ],
  };
  const effective = { ...(values.TZ === undefined && { TZ: systemTimeZone }), ...demoValues(config) };
  const settings = settingsOf({ raw, origins, effective, secrets: config.secrets });
  return { config: frozen(config), warnings: problems.warnings, settings };
}

function demoValues({ demo, segmentMs }: Config): Record<string, string> {
  return demo ? { SEGMENT_DURATION: String(segmentMs / 1000) } : {};
}

function recordingOf(values: Variables): Pick<Config, 'segmentMs' | 'recordDir' | 'recordFormat' | 'video' | 'retention'> {
  const { VIDEO_CODEC: codec, VIDEO_CRF: crf, VIDEO_PRESET: preset, RETENTION_DAYS: days } = values;
  return {
    segmentMs: values.SEGMENT_DURATION * 1000,
    recordDir: path.resolve(values.RECORD_DIR),
    recordFormat: values.RECORD_FORMAT,
    video: { codec, crf, preset },
    retention: {
      maxBytes: Math.round(values.MAX_STORAGE_GB * GB),
      keepForMs: days === undefined ? null : Math.round(days * DAY_MS),
      minFreeBytes: Math.round(values.MIN_FREE_GB * GB),
      intervalMs: values.CLEANUP_INTERVAL * 1000,
    },
  };
}

function serverOf(values: Variables): Pick<Config, 'dataDir' | 'databaseUrl' | 'server' | 'hub' | 'youtube' | 'log' | 'programs'> {
  return {
    dataDir: path.resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL ?? null,
    server: {
      port: values.WEB_PORT,
      publicUrl: values.PUBLIC_URL ?? null,
      trustProxy: values.TRUST_PROXY,
      allowedHosts: values.ALLOWED_HOSTS,
    },
    hub: {
      url: values.GO2RTC_URL ?? null,
      configDir: values.GO2RTC_CONFIG_DIR === undefined ? null : path.resolve(values.GO2RTC_CONFIG_DIR),
      apiPort: values.GO2RTC_API_PORT,
      rtspPort: values.GO2RTC_RTSP_PORT,
      relay: { host: values.GO2RTC_RTSP_LISTEN, user: values.GO2RTC_RTSP_USER ?? null, password: values.GO2RTC_RTSP_PASS ?? null },
      webrtcPort: values.GO2RTC_WEBRTC_PORT,
      candidates: values.WEBRTC_CANDIDATES,
    },
    youtube: {
      enabled: values.YOUTUBE_ENABLED,
      keys: youtubeKeysOf(values),
      channel: values.YOUTUBE_CHANNEL,
      rotationMinutes: values.YOUTUBE_ROTATION_MINUTES,
      bitrateKbps: values.YOUTUBE_VIDEO_KBPS,
      url: values.YOUTUBE_RTMP_URL,
    },
    log: { file: values.LOG_FILE ?? null, level: values.LOG_LEVEL },
    programs: { ffmpeg: values.FFMPEG_BIN ?? null, ffprobe: values.FFPROBE_BIN ?? null, go2rtc: values.GO2RTC_BIN ?? null },
  };
}

function youtubeKeysOf({ YOUTUBE_STREAM_KEY_1: first, YOUTUBE_STREAM_KEY_2: second }: Variables): string[] {
  return [first, second].filter((key) => key !== undefined);
}

function secretsOf(values: Variables): string[] {
  const { DVR_USER, DVR_PASS, SECRET_KEY, DATABASE_URL, GO2RTC_URL, METRICS_TOKEN, ALERT_WEBHOOK_URL, HEARTBEAT_URL, GO2RTC_RTSP_PASS } =
    values;
  const passwords = [DATABASE_URL, GO2RTC_URL].flatMap((url) => (url ? [percentDecoded(new URL(url).password)] : []));
  const login = DVR_USER !== undefined && DVR_PASS !== undefined ? `${DVR_USER}:${DVR_PASS}` : undefined;
  const calls = [ALERT_WEBHOOK_URL, HEARTBEAT_URL].flatMap((url) => (url ? secretsInUrl(url) : []));
  const all = [
    DVR_PASS,
    login,
    SECRET_KEY,
    DATABASE_URL,
    METRICS_TOKEN,
    GO2RTC_RTSP_PASS,
    ...calls,
    ...youtubeKeysOf(values),
    ...passwords,
  ];
  return all.filter((secret) => secret !== undefined).filter((secret) => secret !== '');
}

/** Such addresses are themselves the key: whole, and the long parts that no other text would hold by chance. */
function secretsInUrl(url: URL): string[] {
  const parts = [...url.pathname.split('/'), ...url.searchParams.values(), url.password].map(percentDecoded);
  return [url.href, ...parts.filter((part) => part.length >= 12)];
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}
