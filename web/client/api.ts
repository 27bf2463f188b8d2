import { LiveAnswer } from '#shared/live.ts';
import { DatesAnswer, DeletedAnswer, RecordingsAnswer } from '#shared/recordings.ts';
import { type LoginRequest, MeAnswer, Message, SessionsAnswer } from '#shared/session.ts';
import { ConfigAnswer } from '#shared/settings.ts';
import { StorageAnswer } from '#shared/storage.ts';
import { TimelineAnswer } from '#shared/timeline.ts';
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

  /** A picture of now as JPEG. */
  snapshot = (channel: number, stream: 'main' | 'sub', signal?: Signal) =>
    this.#client.blob(`/api/channel/${channel}/snapshot.jpg?stream=${stream}`, { signal });

  login = (request: LoginRequest) => this.#client.json('/api/login', Message, { method: 'POST', body: request });

  logout = () => this.#client.json('/api/logout', Message, { method: 'POST', body: {} });

  endSession = (id: string) => this.#client.json(`/api/sessions/${encodeURIComponent(id)}`, Message, { method: 'DELETE' });

  deleteRecording = (path: string) =>
    this.#client.json(`/api/recording?${new URLSearchParams({ path })}`, DeletedAnswer, { method: 'DELETE' });
}

/** Where a recording's file is; `isDownload` names it for humans. */
export function recordingUrl(path: string, isDownload = false): string {
  return `/recordings/${path.split('/').map(encodeURIComponent).join('/')}${isDownload ? '?download=1' : ''}`;
}

/** The WebSocket of a channel's live stream, on the server that gave us the page. */
export function liveSocketUrl(channel: number, stream: 'main' | 'sub', page: Pick<Location, 'protocol' | 'host'> = location): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/api/channel/${channel}/live?stream=${stream}`;
}
