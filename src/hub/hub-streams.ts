import { messageOf } from '../lib/errors.ts';
import type { Go2rtcClient } from './go2rtc-client.ts';
import { sourceOf } from './go2rtc-config.ts';
import { holdStream } from './held-stream.ts';
import type { HubOptions } from './hub-options.ts';
import type { Knock } from './knock.ts';
import type { StreamNames } from './stream-names.ts';
import { StreamOpener } from './stream-opener.ts';
import type { StreamKey, StreamTransports } from './stream-transports.ts';

export interface HubStreamsOptions extends Pick<HubOptions, 'channels' | 'clock' | 'log'> {
  readonly client: Go2rtcClient;
  readonly names: StreamNames;
  readonly transports: StreamTransports;
  /** Where go2rtc serves RTSP. */
  readonly rtsp: { readonly host: string; readonly port: number };
  readonly version: () => string | null;
  /** Writes the configuration anew for the next start of go2rtc; null: its sources are not ours to change. */
  readonly rewrite: (() => void) | null;
}

/** The cameras' streams as go2rtc knows them: what each is read from, and how it is asked for. */
export class HubStreams {
  readonly #options: HubStreamsOptions;
  readonly #byName: ReadonlyMap<string, StreamKey>;
  readonly #opener: StreamOpener;

  constructor(options: HubStreamsOptions) {
    const { channels, names, client, transports, clock, version, rtsp } = options;
    this.#options = options;
    this.#byName = new Map(channels.flatMap((entry) => keysOf(entry)).map((key) => [names.camera(key.channel, key.kind), key]));
    this.#opener = new StreamOpener({
      socket: (name) => client.socket(name),
      hold: (name, signal) => holdStream({ ...rtsp, name, signal }),
      offeredVideo: (name) => client.offeredVideo(name),
      urlOf: (name) => this.urlOf(name),
      hubVersion: version,
      setUdp: (name, isUdp) => this.#setTransport(name, isUdp),
      isUdp: (name) => transports.isUdp(this.#keyOf(name)),
      clock,
    });
  }

  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** Learns whether the camera gives a stream, and holds it until disposed. @throws StreamUnavailable with what was seen */
  open(name: string, signal: AbortSignal): Promise<Knock> {
    return this.#opener.open(name, signal);
  }

  urlOf(name: string): string {
    return this.#options.transports.sourceOf(this.#keyOf(name));
  }

  /** @returns false where the camera's URL says how it is read, or go2rtc's sources are not ours to change */
  async #setTransport(name: string, isUdp: boolean): Promise<boolean> {
    const { transports, rewrite, client, log } = this.#options;
    const key = this.#keyOf(name);
    if (!rewrite || !transports.isOpen(key)) return false;
    transports.set(key, isUdp);
    try {
      await client.setSource(name, sourceOf(transports.sourceOf(key)));
      rewrite();
    } catch (error) {
      transports.set(key, !isUdp);
      log.warn({ channel: key.channel, error: messageOf(error) }, 'go2rtc does not take another transport for a camera');
      return false;
    }
    log.info({ channel: key.channel, stream: key.kind, transport: isUdp ? 'udp' : 'tcp' }, 'a camera is read by another transport');
    return true;
  }

  #keyOf(name: string): StreamKey {
    return this.#byName.get(name) ?? { channel: 0, kind: 'main' };
  }
}

/** The streams of a channel. */
function keysOf({ channel, subUrl }: HubOptions['channels'][number]): StreamKey[] {
  return subUrl
    ? [
        { channel, kind: 'main' },
        { channel, kind: 'sub' },
      ]
    : [{ channel, kind: 'main' }];
}
