import { LiveFailure } from './live-failure.ts';
import { LiveSocket } from './live-socket.ts';
import { MseBuffer } from './mse-buffer.ts';
import type { Play } from './play.ts';
import { aborted } from './play-webrtc.ts';

const CODECS = ['avc1.640029', 'avc1.64002A', 'avc1.640033', 'hvc1.1.6.L153.B0', 'mp4a.40.2', 'mp4a.40.5', 'flac', 'opus'] as const;

type SourceClass = typeof MediaSource;

/** Plays by Media Source Extensions: a second or so behind, but all of it comes through our server, so it works behind any proxy. */
export const playMse: Play = async ({ video, url, signal, onConnected, onDelay }) => {
  const Source = sourceClass();
  if (!Source) throw new LiveFailure('unsupported', 'this browser has no Media Source Extensions');
  const life = new AbortController();
  const source = new Source();
  const address = URL.createObjectURL(source);
  const buffer = new MseBuffer({ source, video, onDelay });
  try {
    await attach(source, video, address, signal);
    const onText = (type: string, value: string): void => {
      if (type === 'mse') buffer.begin(value);
    };
    const socket = await LiveSocket.open(url, { onText, onBinary: (data) => buffer.append(data) }, AbortSignal.any([signal, life.signal]));
    onConnected();
    socket.send('mse', supportedCodecs(Source));
    return await Promise.race([socket.ended, buffer.failed, aborted(signal)]);
  } finally {
    life.abort();
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(address);
  }
};

/** iPhones have only the managed kind. */
function sourceClass(): SourceClass | null {
  const { ManagedMediaSource } = globalThis as { ManagedMediaSource?: SourceClass }; // not in TypeScript's DOM library yet
  return ManagedMediaSource ?? globalThis.MediaSource ?? null;
}

function supportedCodecs(Source: SourceClass): string {
  return CODECS.filter((codec) => Source.isTypeSupported(`video/mp4; codecs="${codec}"`)).join();
}

async function attach(source: MediaSource, video: HTMLVideoElement, address: string, signal: AbortSignal): Promise<void> {
  const opened = new Promise<void>((resolve) => source.addEventListener('sourceopen', () => resolve(), { once: true }));
  video.disableRemotePlayback = true; // the managed kind demands it
  video.srcObject = null;
  video.src = address;
  video.play().catch(() => undefined); // without a gesture a browser may refuse; then no frame comes and the session says so
  await Promise.race([opened, aborted(signal)]);
}
