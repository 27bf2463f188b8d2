import type { RawData, WebSocket } from 'ws';
import { z } from 'zod';
import { HubUnreachable, StreamUnavailable } from '../lib/errors.ts';

const KNOCK_WITHIN_MS = 12_000;
/** Codecs as a browser would name them: the hub answers with those that the stream has. */
const ANY_CODEC = 'avc1.640029,avc1.64002A,avc1.640033,hvc1.1.6.L153.B0,mp4a.40.2,mp4a.40.5,flac,opus';
const Answer = z.object({ type: z.string(), value: z.string().default('') });

/** A stream that is there; as long as it is held, the camera stays connected. */
export interface Knock extends Disposable {
  /** The stream's codecs, RFC 6381, as far as the hub tells. */
  readonly codecs: string;
}

/**
 * Asks the hub for a stream and learns at once whether the camera gives it, which ffmpeg would only tell as "404".
 * @throws HubUnreachable with go2rtc's own words when it does not, StreamUnavailable when go2rtc itself is away
 */
export function knock(socket: WebSocket, signal: AbortSignal): Promise<Knock> {
  const { promise, resolve, reject } = Promise.withResolvers<Knock>();
  const fail = (error: Error): void => {
    socket.terminate();
    reject(error);
  };
  const refused = (words: string): void => fail(new HubUnreachable(words));
  const timer = setTimeout(() => refused('timeout'), KNOCK_WITHIN_MS);
  const onAbort = (): void => fail(new StreamUnavailable('unknown', 'Asking was given up'));
  signal.addEventListener('abort', onAbort, { once: true });

  socket.on('open', () => socket.send(JSON.stringify({ type: 'mse', value: ANY_CODEC })));
  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary) return; // pictures, which nobody asked for here
    const answer = parse(data);
    if (answer?.type === 'error') refused(answer.value);
    if (answer?.type === 'mse') resolve({ codecs: answer.value, [Symbol.dispose]: () => socket.terminate() });
  });
  socket.on('error', () => fail(new StreamUnavailable('hub_down', 'The hub does not answer')));
  socket.on('close', () => fail(new StreamUnavailable('hub_down', 'The hub has gone')));
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  });
}

function parse(data: RawData): z.infer<typeof Answer> | undefined {
  try {
    return Answer.parse(JSON.parse(String(data)));
  } catch {
    return undefined;
  }
}
