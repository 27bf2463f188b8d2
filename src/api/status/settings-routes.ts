import { DAY_MS } from '#shared/durations.ts';
import { ConfigAnswer, type Setting, SettingsAnswer } from '#shared/settings.ts';
import type { ChannelConfig, Config } from '../../config/config.ts';
import type { App } from '../app.ts';
import { PROBLEMS } from '../problems.ts';

/** What of a camera's settings the web app may know. */
export interface ApiChannel {
  readonly channel: number;
  readonly name: string;
  readonly record: boolean;
  readonly hasSub: boolean;
}

/** What of the configuration the web app may know; urls and users do not even reach this room. */
export interface ApiSettings {
  readonly demo: boolean;
  /** Those there are now. */
  readonly channels: () => readonly ApiChannel[];
  readonly segmentMs: number;
  readonly recordFormat: 'mkv' | 'mp4';
  readonly retention: { readonly maxBytes: number; readonly keepForMs: number | null; readonly minFreeBytes: number };
  readonly youtube: { readonly enabled: boolean; readonly channel: number; readonly rotationMinutes: number };
  readonly timeZone: string;
  readonly version: string;
  /** Every variable of the configuration, secrets masked. */
  readonly variables: readonly Setting[];
}

/** What the web app may know of a camera: not its addresses. */
export function apiChannelOf({ channel, name, record, subUrl }: ChannelConfig): ApiChannel {
  return { channel, name, record, hasSub: subUrl !== null };
}

interface MoreSettings extends Pick<ApiSettings, 'version' | 'variables'> {
  readonly channels: () => readonly ChannelConfig[];
}

/** What the web app may know of a configuration: neither addresses nor keys. */
export function apiSettingsOf(config: Omit<Config, 'channels'>, { channels, ...more }: MoreSettings): ApiSettings {
  const { segmentMs, recordFormat, retention, timeZone, demo, youtube } = config;
  const { enabled, channel: streamed, rotationMinutes } = youtube;
  return {
    ...more,
    demo,
    channels: () => channels().map(apiChannelOf),
    segmentMs,
    recordFormat,
    retention,
    timeZone,
    youtube: { enabled, channel: streamed, rotationMinutes },
  };
}

/** GET /api/config, GET /api/settings */
export function settingsRoutes(app: App, settings: ApiSettings): void {
  app.get(
    '/api/config',
    {
      config: { policy: 'session' },
      schema: {
        tags: ['system'],
        summary: 'What the app needs to know of the configuration',
        response: { 200: ConfigAnswer, ...PROBLEMS },
      },
    },
    () => answerOf(settings),
  );
  app.get(
    '/api/settings',
    {
      config: { policy: 'session' },
      schema: {
        tags: ['system'],
        summary: 'Every variable: the value in effect, secrets masked, and where it comes from',
        response: { 200: SettingsAnswer, ...PROBLEMS },
      },
    },
    () => ({ settings: [...settings.variables] }),
  );
}

function answerOf({ channels, segmentMs, recordFormat, retention, youtube, timeZone, demo, version }: ApiSettings): ConfigAnswer {
  const all = channels();
  return {
    numChannels: Math.max(0, ...all.map(({ channel }) => channel)),
    storageLimit: retention.maxBytes / 1e9,
    segmentDuration: segmentMs / 1000,
    recordFormat,
    retentionDays: retention.keepForMs === null ? null : retention.keepForMs / DAY_MS,
    timeZone,
    demo,
    version,
    channels: [...all],
    youtube: { enabled: youtube.enabled, channel: youtube.channel, rotationMinutes: youtube.rotationMinutes },
  };
}
