import { z } from 'zod';
import { failureOf, LiveFailure } from './live-failure.ts';

const Message = z.object({ type: z.string(), value: z.string().optional(), reason: z.string().optional() });

interface LiveSocketHandlers {
  readonly onText: (type: string, value: string) => void;
  readonly onBinary: (data: ArrayBuffer) => void;
}

/** The conversation with the hub about one camera, carried by our server: text messages `{type, value}` and binary media. */
export class LiveSocket {
  readonly #socket: WebSocket;
  /** Rejects with a LiveFailure when the other side ends it or reports an error. */
  readonly ended: Promise<never>;

  private constructor(socket: WebSocket, handlers: LiveSocketHandlers) {
    this.#socket = socket;
    this.ended = new Promise((_, reject) => {
      socket.onclose = ({ reason }) => reject(new LiveFailure('no_connection', reason || 'the connection ended'));
      socket.onmessage = ({ data }) => {
        if (data instanceof ArrayBuffer) handlers.onBinary(data);
        else deliver(data, handlers, reject);
      };
    });
    this.ended.catch(() => undefined); // whoever plays awaits it; when it is aborted first, nobody does
  }

  /** Resolves when the socket is open. @throws LiveFailure when it is refused, the signal's reason when aborted */
  static async open(url: string, handlers: LiveSocketHandlers, signal: AbortSignal): Promise<LiveSocket> {
    signal.throwIfAborted();
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    signal.addEventListener('abort', () => socket.close(), { once: true });
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onclose = ({ reason }) =>
        reject(signal.aborted ? signal.reason : new LiveFailure('no_connection', reason || 'the server refused'));
    });
    return new LiveSocket(socket, handlers);
  }

  send(type: string, value: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ type, value }));
  }
}

function deliver(data: unknown, handlers: LiveSocketHandlers, fail: (failure: LiveFailure) => void): void {
  const message = Message.safeParse(typeof data === 'string' ? JSON.parse(data) : null);
  if (!message.success) return;
  if (message.data.type === 'error') fail(failureOf(message.data));
  else handlers.onText(message.data.type, message.data.value ?? '');
}
