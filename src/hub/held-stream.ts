import { connect } from 'node:net';
import { StreamUnavailable } from '../lib/errors.ts';

/** go2rtc itself waits 5 s for a camera. */
const ANSWER_WITHIN_MS = 8000;

export interface HeldStreamOptions {
  /** Where go2rtc serves RTSP. */
  readonly host: string;
  readonly port: number;
  /** The hub's name of the stream. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/**
 * Asks go2rtc's own RTSP server for a stream's video, whatever its codec, and keeps the camera connected until disposed.
 * @returns undefined when go2rtc does not get it; why, it does not say here
 */
export async function holdStream({ host, port, name, signal }: HeldStreamOptions): Promise<Disposable | undefined> {
  const socket = connect({ host, port });
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
  const onAbort = (): void => reject(new StreamUnavailable('unknown', 'Asking was given up'));
  limit.addEventListener('abort', onAbort, { once: true });
  socket.on('error', () => undefined); // its close follows
  socket.once('close', () => reject(new StreamUnavailable('hub_down', 'The hub has gone')));
  socket.once('data', (answer) => resolve(/^RTSP\/1\.0 200/.test(answer.toString('latin1', 0, 20))));
  socket.write(`DESCRIBE rtsp://${host}:${port}/${name}?video RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\n\r\n`);
  try {
    if (await promise) return { [Symbol.dispose]: () => socket.destroy() };
    socket.destroy();
    return undefined;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    limit.removeEventListener('abort', onAbort);
  }
}
