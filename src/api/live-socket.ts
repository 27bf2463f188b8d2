import type { RawData, WebSocket } from 'ws';
import type { TroubleReason } from '#shared/channel.ts';
import type { Redactor } from '../lib/redact.ts';
import { messageForHub, readHubMessage } from './live-messages.ts';
import type { CameraTrouble, Viewer } from './live-viewers.ts';

/** About eight seconds of a camera: who is further behind does not catch up, and would only make this process grow. */
const MOST_UNSENT_BYTES = 4 * 1024 * 1024;
const MOST_WAITING = 64;
/** How long a browser may take to answer a close. */
const CLOSE_WITHIN_MS = 1_000;

/** The camera gives no stream to anybody: who held on would keep the hub from asking it anew. */
const CAMERA_AWAY: ReadonlySet<TroubleReason> = new Set(['auth_failed', 'unreachable', 'refused', 'timeout', 'not_found']);

/** Why a live view ends, besides trouble with its camera. */
export type ViewerEnd = CameraTrouble | 'session_ended' | 'server_restarting' | 'too_many_viewers' | 'too_slow';

const ENDS = {
  session_ended: { code: 4401, detail: 'You are signed out' },
  server_restarting: { code: 1001, detail: 'The server is restarting' },
  too_many_viewers: { code: 4429, detail: 'You have too many live views open: close some' },
  too_slow: { code: 4408, detail: 'The connection is too slow for this stream' },
} as const;
/** Do not come again before the camera's state has changed. */
const CAMERA_REFUSED = 4403;
/** Come again, slowly. */
const NO_STREAM = 4502;

export interface LiveSocketOptions {
  readonly viewer: WebSocket;
  readonly channel: number;
  readonly user: string;
  readonly explain: (hubError: string) => CameraTrouble;
  readonly redactor: Redactor;
  readonly onTrouble: (trouble: CameraTrouble) => void;
  readonly onEnd: () => void;
}

/** One browser's live view: its socket on one side, the hub's on the other, and between them only what belongs there. */
export class LiveSocket implements Viewer {
  readonly #options: LiveSocketOptions;
  readonly #waiting: string[] = [];
  #hub: WebSocket | undefined;
  #isOver = false;
  #isHeard = true;

  /** Listens from the first moment, because browsers speak before the hub is reached. */
  constructor(options: LiveSocketOptions) {
    this.#options = options;
    const { viewer } = options;
    viewer.on('message', (data, isBinary) => this.#fromBrowser(data, isBinary));
    viewer.on('pong', () => {
      this.#isHeard = true;
    });
    viewer.on('error', () => this.#close());
    viewer.once('close', () => this.#close());
  }

  get channel(): number {
    return this.#options.channel;
  }

  get user(): string {
    return this.#options.user;
  }

  /** Joins the hub's socket of the stream. */
  join(hub: WebSocket): void {
    this.#hub = hub;
    if (this.#isOver) return void hub.terminate();
    hub.once('open', () => {
      for (const message of this.#waiting.splice(0)) hub.send(message);
    });
    hub.on('message', (data, isBinary) => this.#fromHub(data, isBinary));
    hub.on('error', () => this.end({ reason: 'hub_down', detail: 'The hub does not answer' }));
    hub.once('close', () => this.end({ reason: 'unknown', detail: 'The hub has ended the stream' }));
  }

  /** Ends a viewer who has not answered since the last beat. */
  beat(): void {
    if (!this.#isHeard) return void this.#options.viewer.terminate();
    this.#isHeard = false;
    if (this.#options.viewer.readyState === this.#options.viewer.OPEN) this.#options.viewer.ping();
  }

  end(why: ViewerEnd): void {
    if (this.#isOver) return;
    const { viewer } = this.#options;
    const { code, reason, value } = told(why);
    if (viewer.readyState === viewer.OPEN)
      viewer.send(JSON.stringify({ type: 'error', reason, value: this.#options.redactor.text(value) }));
    viewer.close(code, reason);
    setTimeout(() => viewer.terminate(), CLOSE_WITHIN_MS).unref();
    this.#close();
  }

  #fromBrowser(data: RawData, isBinary: boolean): void {
    const message = isBinary ? null : messageForHub(data);
    if (this.#isOver || message === null) return;
    const hub = this.#hub;
    if (hub?.readyState === hub?.OPEN && hub) {
      if (hub.bufferedAmount > MOST_UNSENT_BYTES) this.end('too_slow');
      else hub.send(message);
    } else if (this.#waiting.push(message) > MOST_WAITING) this.end('too_slow');
  }

  #fromHub(data: RawData, isBinary: boolean): void {
    const { viewer } = this.#options;
    if (this.#isOver) return;
    if (viewer.bufferedAmount > MOST_UNSENT_BYTES) this.end('too_slow');
    else if (isBinary) viewer.send(data, { binary: true });
    else this.#textFromHub(data);
  }

  #textFromHub(data: RawData): void {
    const { viewer, explain, redactor, onTrouble } = this.#options;
    const message = readHubMessage(data);
    if (message?.kind === 'other') viewer.send(message.text);
    if (message?.kind !== 'error') return;
    const { reason, detail } = explain(message.text);
    onTrouble({ reason, detail });
    if (CAMERA_AWAY.has(reason)) this.end({ reason, detail });
    // one way of several may fail, WebRTC before MSE: the browser tries the next one on the same socket
    if (!this.#isOver) viewer.send(JSON.stringify({ type: 'error', reason, value: redactor.text(detail) }));
  }

  #close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#hub?.terminate();
    this.#options.onEnd();
  }
}

function told(why: ViewerEnd): { code: number; reason: string; value: string } {
  if (typeof why === 'string') return { code: ENDS[why].code, reason: why, value: ENDS[why].detail };
  const isRefused = why.reason === 'auth_failed' || why.reason === 'disabled';
  return { code: isRefused ? CAMERA_REFUSED : NO_STREAM, reason: why.reason, value: why.detail };
}
