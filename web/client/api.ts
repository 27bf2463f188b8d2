import { Export, ExportEstimate, type ExportRequest, ExportsAnswer } from '#shared/exports.ts';
import { LiveAnswer } from '#shared/live.ts';
import { SpritesAnswer } from '#shared/playback.ts';
import { ProtectionMade, type ProtectionRequest, ProtectionsAnswer } from '#shared/protections.ts';
import { DatesAnswer, DeletedAnswer, RecordingsAnswer, SpanDeletedAnswer } from '#shared/recordings.ts';
import { type LoginRequest, MeAnswer, Message, SessionsAnswer } from '#shared/session.ts';
import { ConfigAnswer } from '#shared/settings.ts';
import { ShareMade, type ShareRequest, SharesAnswer } from '#shared/shares.ts';
import { StorageAnswer } from '#shared/storage.ts';
import { CoverageAnswer, TimelineAnswer } from '#shared/timeline.ts';
import { YoutubeAnswer } from '#shared/youtube.ts';
import type { Client } from './client.ts';

type Signal = AbortSignal | undefined;

/** Each question the web app asks the server, by name. */
export class Api {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  me = (signal?: Signal) => this.#client.json('/api/me', MeAnswer, { signal });
  config = (signal?: Signal) => this.#client.json('/api/config', ConfigAnswer, { signal });
  live = (signal?: Signal) => this.#client.json('/api/live', LiveAnswer, { signal });
  youtube = (signal?: Signal) => this.#client.json('/api/youtube', YoutubeAnswer, { signal });
  changeYoutube = (action: 'start' | 'stop' | 'rotate') =>
    this.#client.json(`/api/youtube/${action}`, YoutubeAnswer, { method: 'POST', body: {} });
  storage = (signal?: Signal) => this.#client.json('/api/storage', StorageAnswer, { signal });
  sessions = (signal?: Signal) => this.#client.json('/api/sessions', SessionsAnswer, { signal });

  /** Days with recordings of a channel, newest first. */
  dates = (channel: number, signal?: Signal) => this.#client.json(`/api/dates?channel=${channel}`, DatesAnswer, { signal });

  /** Recordings of a channel that begin on this date (`YYYY-MM-DD`). */
  recordings = (channel: number, date: string, signal?: Signal) =>
    this.#client.json(`/api/channel/${channel}/recordings?date=${date}`, RecordingsAnswer, { signal });

  /** Recorded runs and gaps between two moments (epoch ms). */
  timeline = (channel: number, from: number, to: number, signal?: Signal) => {
    const query = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), channel: `${channel}` });
    return this.#client.json(`/api/timeline?${query}`, TimelineAnswer, { signal });
  };

  /** The same of several channels, with how much moved. */
  timelines = (channels: readonly number[], from: number, to: number, signal?: Signal) => {
    const query = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), activity: '1' });
    for (const channel of channels) query.append('channel', `${channel}`);
    return this.#client.json(`/api/timeline?${query}`, TimelineAnswer, { signal });
  };

  /** How much of each day of a month (`YYYY-MM`) these channels recorded. */
  coverage = (channels: readonly number[], month: string, signal?: Signal) => {
    const query = new URLSearchParams({ month });
    for (const channel of channels) query.append('channel', `${channel}`);
    return this.#client.json(`/api/coverage?${query}`, CoverageAnswer, { signal });
  };

  /** What the sheet of small pictures around a moment (epoch ms) shows. */
  sprites = (channel: number, at: number, signal?: Signal) =>
    this.#client.json(`/api/channel/${channel}/sprites?at=${new Date(at).toISOString()}`, SpritesAnswer, { signal });

  /** A picture of now as JPEG. */
  snapshot = (channel: number, stream: 'main' | 'sub', signal?: Signal) =>
    this.#client.blob(`/api/channel/${channel}/snapshot.jpg?stream=${stream}&fresh=1`, { signal });

  exports = (signal?: Signal) => this.#client.json('/api/exports', ExportsAnswer, { signal });
  export = (id: number, signal?: Signal) => this.#client.json(`/api/exports/${id}`, Export, { signal });
  askExport = (request: ExportRequest) => this.#client.json('/api/exports', Export, { method: 'POST', body: request });
  removeExport = (id: number) => this.#client.json(`/api/exports/${id}`, Message, { method: 'DELETE' });

  /** How large an export would be. */
  estimateExport = (channels: readonly number[], from: number, to: number, signal?: Signal) => {
    const query = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
    for (const channel of channels) query.append('channel', `${channel}`);
    return this.#client.json(`/api/exports/estimate?${query}`, ExportEstimate, { signal });
  };

  protections = (signal?: Signal) => this.#client.json('/api/protections', ProtectionsAnswer, { signal });
  protect = (request: ProtectionRequest) => this.#client.json('/api/protections', ProtectionMade, { method: 'POST', body: request });
  unprotect = (id: number) => this.#client.json(`/api/protections/${id}`, Message, { method: 'DELETE' });

  shares = (signal?: Signal) => this.#client.json('/api/shares', SharesAnswer, { signal });
  share = (request: ShareRequest) => this.#client.json('/api/shares', ShareMade, { method: 'POST', body: request });
  revokeShare = (id: number) => this.#client.json(`/api/shares/${id}`, Message, { method: 'DELETE' });

  login = (request: LoginRequest) => this.#client.json('/api/login', Message, { method: 'POST', body: request });

  logout = () => this.#client.json('/api/logout', Message, { method: 'POST', body: {} });

  endSession = (id: string) => this.#client.json(`/api/sessions/${encodeURIComponent(id)}`, Message, { method: 'DELETE' });

  /** Ends all one's sessions but this one. */
  endOtherSessions = () => this.#client.json('/api/sessions', Message, { method: 'DELETE' });

  deleteRecording = (path: string) =>
    this.#client.json(`/api/recording?${new URLSearchParams({ path })}`, DeletedAnswer, { method: 'DELETE' });

  /** Deletes what a span of these channels touches, with what one protects oneself. */
  deleteSpan = (channels: readonly number[], from: number, to: number) => this.#removeSpan(channels, { from, to }, {});

  /** What that would be. */
  planDeletion = (channels: readonly number[], from: number, to: number, signal?: Signal) =>
    this.#removeSpan(channels, { from, to }, { dryRun: 'true' }, signal);

  #removeSpan(
    channels: readonly number[],
    span: { readonly from: number; readonly to: number },
    more: Record<string, string>,
    signal?: Signal,
  ) {
    const query = new URLSearchParams({
      from: new Date(span.from).toISOString(),
      to: new Date(span.to).toISOString(),
      protected: 'true',
      ...more,
    });
    for (const channel of channels) query.append('channel', `${channel}`);
    return this.#client.json(`/api/recordings?${query}`, SpanDeletedAnswer, { method: 'DELETE', signal });
  }
}

/** Where a recording's file is; `isDownload` names it for humans. */
export function recordingUrl(path: string, isDownload = false): string {
  return `/recordings/${path.split('/').map(encodeURIComponent).join('/')}${isDownload ? '?download=1' : ''}`;
}

/** The WebSocket of a channel's live stream, on the server that gave us the page. */
export function liveSocketUrl(channel: number, stream: 'main' | 'sub', page: Pick<Location, 'protocol' | 'host'> = location): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/api/channel/${channel}/live?stream=${stream}`;
}
