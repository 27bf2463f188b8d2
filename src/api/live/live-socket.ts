import type { RawData, WebSocket } from 'ws';
import { CAMERA_GIVES_NOTHING, isLoginRefused, type TroubleReason } from '#shared/channel.ts';
import type { StreamTrouble } from '../../hub/hub.ts';
import { Refused } from '../../lib/errors.ts';
import type { Redactor } from '../../lib/redact.ts';
import { type BrowserMessage, readBrowserMessage, readHubMessage } from './live-messages.ts';
import { cleanOffer, isCandidate } from './live-offer.ts';
import type { Viewer } from './live-viewers.ts';

/** About eight seconds of a camera: who is further behind does not catch up, and would only make this process grow. */
const MOST_UNSENT_BYTES = 4 * 1024 * 1024;
/** A browser finds one for each of its addresses. */
const MOST_CANDIDATES = 32;
/** How long a browser may take to answer a close. */
const CLOSE_WITHIN_MS = 1_000;

/** The camera gives no stream to anybody: who held on would keep the hub from asking it anew. */
const CAMERA_AWAY: ReadonlySet<TroubleReason> = new Set(CAMERA_GIVES_NOTHING);

/** Why a live view ends, besides trouble with its camera. */
export type ViewerEnd = StreamTrouble | 'session_ended' | 'server_restarting' | 'server_busy' | 'too_many_viewers' | 'too_slow';

const ENDS = {
  session_ended: { code: 4401, detail: 'You are signed out' },
  server_restarting: { code: 1001, detail: 'The server is restarting' },
  server_busy: { code: 1013, detail: 'The server is too busy for live views now: try again in a minute' },
  too_many_viewers: { code: 4429, detail: 'You have too many live views open: close some' },
  too_slow: { code: 4408, detail: 'The connection is too slow for this stream' },
} as const;
/** Do not come again before the camera's state has changed. */
const CAMERA_REFUSED = 4403;
/** Come again, slowly. */
const NO_STREAM = 4502;

/** The two ways a browser may ask for. */
export type LiveWay = 'webrtc' | 'mse';

/** The hub's side of a live view. */
export interface HubSide extends Disposable {
  readonly socket: WebSocket;
}

export interface LiveSocketOptions {
  /** Joins the hub, or says why it cannot; never throws. */
  readonly join: (way: LiveWay) => Promise<HubSide | ViewerEnd>;
  readonly viewer: WebSocket;
  readonly channel: number;
  readonly user: string;
  readonly explain: (hubError: string) => StreamTrouble;
  readonly redactor: Redactor;
  readonly onTrouble: (trouble: StreamTrouble) => void;
  readonly onEnd: () => void;
}

/**
 * One browser's live view: its socket on one side, the hub's on the other, and between them only what belongs there. The hub is
 * joined when the browser says how it wants to watch: once by WebRTC, and when that fails once by MSE, whatever else it asks for.
 */
export class LiveSocket implements Viewer {
  readonly #options: LiveSocketOptions;
  readonly #asked = new Set<LiveWay>();
  #way: Way | undefined;
  #candidates = 0;
  #isOver = false;
  #isHeard = true;

  /** Listens from the first moment. */
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
    const message = isBinary ? null : readBrowserMessage(data);
    if (this.#isOver || message === null) return;
    if (message.type === 'webrtc/offer') this.#offer(message);
    else if (message.type === 'mse') this.#begin('mse', message);
    else if (this.#way?.by === 'webrtc' && isCandidate(message.value) && this.#candidates++ < MOST_CANDIDATES) this.#way.send(message);
  }

  /** Only before anything else: later ones would each cost the hub a peer. */
  #offer({ type, value }: BrowserMessage): void {
    if (this.#asked.size > 0) return;
    try {
      this.#begin('webrtc', { type, value: cleanOffer(value) });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#options.viewer.send(JSON.stringify({ type: 'error', reason: 'unknown', value: error.message }));
    }
  }

  #begin(by: LiveWay, first: BrowserMessage): void {
    if (this.#asked.has(by)) return;
    this.#asked.add(by);
    this.#way?.[Symbol.dispose]();
    const way = new Way(by, first);
    this.#way = way;
    void this.#options.join(by).then((side) => this.#joined(way, side));
  }

  #joined(way: Way, side: HubSide | ViewerEnd): void {
    if (typeof side === 'string' || 'reason' in side) {
      if (way === this.#way) this.end(side);
      return;
    }
    const { socket } = side;
    if (way !== this.#way) {
      side[Symbol.dispose]();
      return;
    }
    way.join(side);
    const whileHere = (act: () => void) => (): void => (way === this.#way ? act() : undefined);
    socket.on('message', (data, isBinary) => whileHere(() => this.#fromHub(data, isBinary))());
    socket.on(
      'error',
      whileHere(() => this.end({ reason: 'hub_down', detail: 'The hub does not answer' })),
    );
    socket.once(
      'close',
      whileHere(() => this.end({ reason: 'unknown', detail: 'The hub has ended the stream' })),
    );
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
    this.#way?.[Symbol.dispose]();
    this.#way = undefined;
    this.#options.onEnd();
  }
}

/** One way to watch, from the browser's wish to its end. */
class Way implements Disposable {
  readonly by: LiveWay;
  /** What the browser says before the hub is reached. */
  readonly #waiting: BrowserMessage[];
  #side: HubSide | undefined;

  constructor(by: LiveWay, first: BrowserMessage) {
    this.by = by;
    this.#waiting = [first];
  }

  join(side: HubSide): void {
    this.#side = side;
    side.socket.once('open', () => {
      for (const message of this.#waiting.splice(0)) this.send(message);
    });
  }

  send(message: BrowserMessage): void {
    const socket = this.#side?.socket;
    if (socket?.readyState === socket?.OPEN && socket) socket.send(JSON.stringify(message));
    else this.#waiting.push(message);
  }

  [Symbol.dispose](): void {
    this.#side?.[Symbol.dispose]();
  }
}

function told(why: ViewerEnd): { code: number; reason: string; value: string } {
  if (typeof why === 'string') return { code: ENDS[why].code, reason: why, value: ENDS[why].detail };
  const isRefused = isLoginRefused(why.reason) || why.reason === 'disabled';
  return { code: isRefused ? CAMERA_REFUSED : NO_STREAM, reason: why.reason, value: why.detail };
}
