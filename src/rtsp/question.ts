import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type RtspAnswer, RtspAnswers } from './answer.ts';
import { authorizationFor, type Login, type LoginMethod, readLoginMethod } from './login.ts';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'rtsp:': 554, 'rtsps:': 322 };
/** A camera that is well answers within a second; who waits for us wants to know why it is not. */
const ANSWER_WITHIN_MS = 4000;

/** What an RTSP server says to somebody who asks for a stream and does not take it. */
export interface StreamAnswer {
  /** The last thing it was asked. */
  readonly method: 'DESCRIBE' | 'SETUP';
  readonly status: number;
  /** e.g. `503 Service Unavailable`. */
  readonly line: string;
  /** Whether it would send the stream over this connection. */
  readonly isByTcp: boolean;
  /** How it wants somebody to log in, as it lists them; empty where it asks for no login. */
  readonly logins: readonly LoginMethod[];
}

export interface QuestionOptions {
  /** rtsp or rtsps; options after # do not count. */
  readonly url: string;
  /** False: no password is sent, so no attempt counts against an account. */
  readonly logsIn: boolean;
  readonly signal: AbortSignal;
}

/**
 * Asks an RTSP server for a stream, over TCP and up to SETUP, on a connection of its own that is closed at once.
 * @throws Error when it does not answer, or not by RTSP
 */
export async function askForStream({ url, logsIn, signal }: QuestionOptions): Promise<StreamAnswer> {
  const { address, uri, login } = readUrl(url);
  using connection = new Connection(address, AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]));
  const asked = await connection.ask('DESCRIBE', uri, { Accept: 'application/sdp' });
  const logins = (asked.headers.get('www-authenticate') ?? []).map(readLoginMethod);
  const tell = (method: StreamAnswer['method'], { status, line, headers }: RtspAnswer): StreamAnswer => ({
    method,
    status,
    line,
    logins,
    isByTcp: /interleaved=/i.test(headers.get('transport')?.[0] ?? ''),
  });
  if (asked.status === 401) connection.logIn(logins, logsIn ? login : null);
  const described =
    asked.status === 401 && connection.isLoggedIn ? await connection.ask('DESCRIBE', uri, { Accept: 'application/sdp' }) : asked;
  if (described.status !== 200) return tell('DESCRIBE', described);
  const track = videoTrackOf(described, uri);
  if (track === null) return tell('DESCRIBE', described);
  return tell('SETUP', await connection.ask('SETUP', track, { Transport: 'RTP/AVP/TCP;unicast;interleaved=0-1' }));
}

interface Address {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

/** One connection, one question after the other; closed when disposed. */
class Connection implements Disposable {
  readonly #socket: Socket;
  readonly #answers = new RtspAnswers();
  readonly #signal: AbortSignal;
  #number = 0;
  #login: { readonly method: LoginMethod; readonly login: Login } | null = null;

  constructor({ host, port, isTls }: Address, signal: AbortSignal) {
    this.#signal = signal;
    // whose certificate it is does not matter to who only asks what is wrong
    this.#socket = isTls ? connectTls({ host, port, rejectUnauthorized: false }) : connect({ host, port });
    this.#socket.on('error', () => undefined); // its close follows
  }

  get isLoggedIn(): boolean {
    return this.#login !== null;
  }

  logIn(methods: readonly LoginMethod[], login: Login | null): void {
    const method = methods.find((one) => authorizationFor(one, { method: '', uri: '' }, { user: '', password: '' }) !== undefined);
    this.#login = method && login ? { method, login } : null;
  }

  ask(method: string, uri: string, headers: Readonly<Record<string, string>>): Promise<RtspAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<RtspAnswer>();
    const onData = (chunk: Buffer): void => {
      try {
        const answer = this.#answers.push(chunk);
        if (answer) resolve(answer);
      } catch (error) {
        reject(error);
      }
    };
    const onClose = (): void => reject(new Error('the connection was closed'));
    const onAbort = (): void => reject(new Error('no answer came in time'));
    this.#socket.on('data', onData).once('close', onClose);
    this.#signal.addEventListener('abort', onAbort, { once: true });
    if (this.#socket.destroyed) onClose();
    else this.#socket.write(this.#request(method, uri, headers));
    return promise.finally(() => {
      this.#socket.off('data', onData).off('close', onClose);
      this.#signal.removeEventListener('abort', onAbort);
    });
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #request(method: string, uri: string, headers: Readonly<Record<string, string>>): string {
    const authorization = this.#login && authorizationFor(this.#login.method, { method, uri }, this.#login.login);
    const all = {
      CSeq: String(++this.#number),
      'User-Agent': 'Mini-NVR',
      ...headers,
      ...(authorization && { Authorization: authorization }),
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    return `${[`${method} ${uri} RTSP/1.0`, ...lines].join('\r\n')}\r\n\r\n`;
  }
}

function readUrl(text: string): { address: Address; uri: string; login: Login | null } {
  const url = new URL(text.replace(/#.*$/, ''));
  const login = url.username === '' ? null : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  const port = url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 554) : Number(url.port);
  const address = { host: url.hostname.replace(/^\[|\]$/g, ''), port, isTls: url.protocol === 'rtsps:' };
  return { address, uri: text.replace(/#.*$/, '').replace(/^([a-z]+:\/\/)[^/?]*@/i, '$1'), login };
}

/** Where the first video track is set up; null where there is none. */
function videoTrackOf({ headers, body }: RtspAnswer, uri: string): string | null {
  const video = /(?:^|\n)m=video[\s\S]*?(?=\nm=|$)/.exec(body)?.[0];
  if (video === undefined) return null;
  const control = /^a=control:(\S+)/m.exec(video)?.[1] ?? '';
  if (/^rtsps?:/i.test(control)) return control;
  const base = headers.get('content-base')?.[0]?.trim() || uri;
  return control === '' || control === '*' ? base : `${base.replace(/\/$/, '')}/${control.replace(/^\//, '')}`;
}
