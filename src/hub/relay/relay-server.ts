import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { PortTaken, systemCodeOf } from '../../lib/errors.ts';
import { RtspForward, RtspReader, type RtspRequest, writeAnswer } from '../../rtsp/rtsp.ts';

/** Reading only: nobody may publish. */
const METHODS: ReadonlySet<string> = new Set([
  'OPTIONS',
  'DESCRIBE',
  'SETUP',
  'PLAY',
  'PAUSE',
  'GET_PARAMETER',
  'SET_PARAMETER',
  'TEARDOWN',
]);
const MOST_CONNECTIONS = 64;
/** A stranger's connection is soon free for somebody who knows the password. */
const SIGN_IN_WITHIN_MS = 5_000;
/** The first request of a client comes without. */
const MOST_WITHOUT_PASSWORD = 4;
/** go2rtc's own words for the tracks somebody wants, and the tracks as its answers name them. */
const URI =
  /^rtsp:\/\/[^/\s]{1,300}\/(cam\d{1,4}(?:_sub)?)((?:\?(?:(?:video|audio|mp4)(?:=[\w,]{0,80})?&?){0,4})?(?:\/trackID=\d{1,2})?)\/?$/;

export interface RelayServerOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Where go2rtc serves RTSP on loopback. */
  readonly rtspPort: number;
  /** go2rtc's name of what others call `cam1`; undefined: there is none. */
  readonly nameOf: (plain: string) => string | undefined;
}

/** The RTSP relay for other programs: `rtsp://user:password@here/cam1`. It asks everybody for the password, and lets nobody publish. */
export class RelayServer implements AsyncDisposable {
  readonly #options: RelayServerOptions;
  readonly #server: Server;
  readonly #sockets = new Map<Socket, Reading>();

  private constructor(options: RelayServerOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    this.#server.maxConnections = MOST_CONNECTIONS;
  }

  /** @throws PortTaken */
  static async open(options: RelayServerOptions): Promise<RelayServer> {
    const { host, port } = options;
    const relay = new RelayServer(options);
    try {
      relay.#server.listen({ host, port, exclusive: true });
      await once(relay.#server, 'listening');
    } catch (cause) {
      if (systemCodeOf(cause) === 'EADDRINUSE')
        throw new PortTaken(`GO2RTC_RTSP_PORT=${port}: another program holds this port; end it or choose another number in .env`, {
          cause,
        });
      throw new PortTaken(`GO2RTC_RTSP_LISTEN=${host}: port ${port} cannot be opened there: is it an address of this machine?`, { cause });
    }
    return relay;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** Ends the connections of those who read one of go2rtc's streams. */
  endReaders(name: string): void {
    for (const [socket, reading] of this.#sockets) if (reading.name === name) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets.keys()) socket.destroy();
    await closed;
  }

  #accept(socket: Socket): void {
    const reader = new RtspReader();
    const reading = new Reading(socket, this.#options);
    this.#sockets.set(socket, reading);
    socket.on('error', () => undefined); // its close follows
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('data', (chunk) => {
      try {
        for (const what of reader.push(chunk)) reading.take(what);
      } catch {
        socket.destroy();
      }
    });
  }
}

/** One client's connection. */
class Reading {
  readonly #socket: Socket;
  readonly #options: RelayServerOptions;
  readonly #late: NodeJS.Timeout;
  /** go2rtc's name of what it reads. */
  name: string | undefined;
  #isKnown = false;
  #withoutPassword = 0;
  #forward: RtspForward | undefined;

  constructor(socket: Socket, options: RelayServerOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#late = setTimeout(() => socket.destroy(), SIGN_IN_WITHIN_MS);
    socket.once('close', () => clearTimeout(this.#late));
  }

  take(what: RtspRequest | Buffer): void {
    if (Buffer.isBuffer(what)) {
      if (this.#forward) this.#forward.send(what);
      else this.#socket.destroy();
      return;
    }
    this.#isKnown ||= isRight(what.headers.get('authorization'), this.#options);
    if (this.#isKnown) this.#answer(what);
    else this.#demandPassword(what);
  }

  #answer(request: RtspRequest): void {
    clearTimeout(this.#late);
    const all = [...METHODS].join(', ');
    if (!METHODS.has(request.method)) this.#refuse(request, '405 Method Not Allowed', { Allow: all });
    else if (request.method === 'OPTIONS' && !this.#forward) this.#socket.write(writeAnswer(request, '200 OK', { Public: all }));
    else if (this.#uriOf(request) === undefined) this.#refuse(request, '404 Not Found');
    else {
      this.name = this.#nameIn(request);
      this.#forward ??= this.#begin();
      this.#forward.send(request);
    }
  }

  #begin(): RtspForward {
    const uriOf = (request: RtspRequest): string => this.#uriOf(request) ?? request.uri;
    return new RtspForward({ client: this.#socket, port: this.#options.rtspPort, uriOf });
  }

  #demandPassword(request: RtspRequest): void {
    const answer = writeAnswer(request, '401 Unauthorized', { 'WWW-Authenticate': 'Basic realm="Mini-NVR"' });
    if (++this.#withoutPassword >= MOST_WITHOUT_PASSWORD) this.#socket.end(answer);
    else this.#socket.write(answer);
  }

  /** Between packets of a running stream an answer of ours would break one in two. */
  #refuse(request: RtspRequest, status: string, headers: Readonly<Record<string, string>> = {}): void {
    if (this.#forward) this.#socket.destroy();
    else this.#socket.end(writeAnswer(request, status, headers));
  }

  #nameIn({ uri }: RtspRequest): string | undefined {
    return this.#options.nameOf(URI.exec(uri)?.[1] ?? '');
  }

  #uriOf(request: RtspRequest): string | undefined {
    const name = this.#nameIn(request);
    return name && `rtsp://127.0.0.1:${this.#options.rtspPort}/${name}${URI.exec(request.uri)?.[2] ?? ''}`;
  }
}

function isRight(header: string | undefined, { user, password }: RelayServerOptions): boolean {
  const [, basic = ''] = /^Basic ([\w+/=-]{1,1024})$/i.exec(header ?? '') ?? [];
  const digest = (text: string | Buffer): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(Buffer.from(basic, 'base64')), digest(`${user}:${password}`));
}
