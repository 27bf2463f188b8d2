import { stringify } from 'yaml';
import { PATIENCE_MS } from '../../lib/silence.ts';
import { maskUrl } from '../../lib/url-secrets.ts';
import { StreamNames, VIEW_SLOTS } from '../stream-names.ts';

/** A view outlives the pauses of its camera, and go2rtc's next attempt to reach it. */
const VIEW_PATIENCE_MS = 3 * PATIENCE_MS;

/** What a channel's streams are read from: complete URLs, credentials percent-encoded. */
export interface HubChannel {
  readonly channel: number;
  readonly url: string;
  readonly subUrl: string | null;
}

export interface Go2rtcSettings {
  readonly channels: readonly HubChannel[];
  readonly apiPort: number;
  /** Where it serves RTSP, to nobody but us. */
  readonly rtspPort: number;
  /** Where it reads the sources of live views. */
  readonly viewPort: number;
  /** Ends the name of each stream. */
  readonly key: string;
  readonly webrtcPort: number;
  /** Extra ICE candidates, `host:port`. */
  readonly candidates: readonly string[];
  readonly user: string;
  readonly password: string;
  /** Its log is asked for over the API, because its standard output is not ours. */
  readonly tellsLog?: boolean;
}

/**
 * The text of `go2rtc.yaml`: nothing listens but loopback and WebRTC, loopback needs the password too, and no module is on
 * which could run a program or fetch a URL. A default configuration lets any web page run a command here (measured).
 */
export function go2rtcConfig(settings: Go2rtcSettings): string {
  const { apiPort, rtspPort, webrtcPort, candidates, user, password, tellsLog = false } = settings;
  return stringify({
    app: { modules: ['api', 'ws', 'rtsp', 'webrtc', 'mp4', 'mjpeg', ...modulesFor(settings.channels)] },
    api: {
      listen: `127.0.0.1:${apiPort}`,
      username: user,
      password,
      local_auth: true,
      allow_paths: ['/api', '/api/streams', '/api/ws', '/api/webrtc', '/api/frame.jpeg', ...(tellsLog ? ['/api/log'] : [])],
    },
    rtsp: { listen: `127.0.0.1:${rtspPort}` },
    webrtc: { listen: `:${webrtcPort}`, ice_servers: [], candidates, filters: { loopback: true } },
    rtmp: { listen: '' },
    log: { format: 'json', level: 'warn', streams: 'debug' },
    streams: { ...streamsOf(settings), ...viewsOf(settings) },
  });
}

/** The same with every camera's credentials and the API password struck out, for people to look at. @param secrets all that the configuration knows */
export function maskedGo2rtcConfig(settings: Go2rtcSettings, secrets: readonly string[]): string {
  const masked = settings.channels.map((entry) => ({
    ...entry,
    url: maskUrl(entry.url, secrets),
    subUrl: entry.subUrl && maskUrl(entry.subUrl, secrets),
  }));
  return go2rtcConfig({ ...settings, channels: masked, password: '***', key: '***' });
}

/** Only for cameras that need them: each module more is one more thing a source could be. */
function modulesFor(channels: readonly HubChannel[]): string[] {
  const urls = channels.flatMap(({ url, subUrl }) => [url, subUrl ?? '']);
  return ['http', 'rtmp'].filter((scheme) => urls.some((url) => url.toLowerCase().startsWith(scheme)));
}

function streamsOf({ channels, key }: Go2rtcSettings): Record<string, string> {
  const names = new StreamNames(key);
  const streams: Record<string, string> = {};
  for (const { channel, url, subUrl } of channels) {
    streams[names.camera(channel, 'main')] = sourceOf(url);
    if (subUrl) streams[names.camera(channel, 'sub')] = sourceOf(subUrl);
  }
  return streams;
}

/** Streams of one live view each, whose source is ours to end. */
function viewsOf({ viewPort, key }: Go2rtcSettings): Record<string, string> {
  const names = new StreamNames(key);
  const all = Array.from({ length: VIEW_SLOTS }, (_, index) => names.view(index + 1));
  return Object.fromEntries(all.map((name) => [name, sourceOf(`rtsp://127.0.0.1:${viewPort}/${name}`, VIEW_PATIENCE_MS)]));
}

/**
 * Without `backchannel=0` go2rtc opens a second connection at each start, to look for one (measured); without `timeout` it gives a
 * camera up that sends nothing for 5 s. By UDP it must have none: go2rtc counts what comes over the control connection, where nothing
 * comes but answers to its keep-alives, for which it waits long enough by itself.
 */
export function sourceOf(url: string, patienceMs = PATIENCE_MS): string {
  const plain = url.replaceAll('${', '%24{'); // go2rtc would replace ${NAME} by the environment
  if (!/^rtsps?:/i.test(plain)) return plain;
  const hasOwnPatience = plain.includes('#timeout=') || plain.includes('#transport=udp');
  const patience = hasOwnPatience ? '' : `#timeout=${patienceMs / 1000}`;
  return plain + (plain.includes('#backchannel=') ? '' : '#backchannel=0') + patience;
}

/** The URL as go2rtc writes it into its log: without user info; what else of it is secret stays, so it is only compared. */
export function urlInHubLog(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^/?#]*@/i, '$1***@');
}
