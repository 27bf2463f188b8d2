import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What somebody sent. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A real HTTP server that takes calls and answers as it is told: with a status, or never. */
export class Receiver implements AsyncDisposable {
  readonly received: Received[] = [];
  readonly #server: Server;
  readonly #protocol: string;
  /** The status of the next answers; null: it hangs. */
  answers: number | null = 204;
  headers: Record<string, string> = {};

  private constructor(certificate?: { readonly key: string; readonly cert: string }) {
    this.#protocol = certificate ? 'https' : 'http';
    const listener: RequestListener = (request, reply) => {
      void text(request)
        .then((body) => {
          const { method = '', url = '', headers } = request;
          this.received.push({ method, path: url, headers, body });
          if (this.answers !== null) reply.writeHead(this.answers, this.headers).end();
        })
        .catch(() => undefined); // the caller has gone
    };
    this.#server = certificate ? createSecureServer(certificate, listener) : createServer(listener);
  }

  static async start(certificate?: { readonly key: string; readonly cert: string }): Promise<Receiver> {
    const receiver = new Receiver(certificate);
    await once(receiver.#server.listen(0, '127.0.0.1'), 'listening');
    return receiver;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(path: string, login = ''): URL {
    return new URL(`${this.#protocol}://${login}127.0.0.1:${this.port}${path}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
