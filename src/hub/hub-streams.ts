import { messageOf } from '../lib/errors.ts';
import type { Go2rtcClient } from './go2rtc/go2rtc-client.ts';
import { type HubChannel, sourceOf } from './go2rtc/go2rtc-config.ts';
import { holdStream } from './held-stream.ts';
import type { HubOptions } from './hub-options.ts';
import type { Knock } from './knock.ts';
import type { StreamNames } from './stream-names.ts';
import { StreamOpener } from './stream-opener.ts';
import { streamUnavailable } from './stream-reason.ts';
import { StreamSources, type StreamSourcesOptions } from './stream-sources.ts';
import type { StreamKey, StreamTransports } from './stream-transports.ts';

export interface HubStreamsOptions extends Pick<HubOptions, 'channels' | 'clock' | 'log'>, Pick<StreamSourcesOptions, 'endReaders'> {
  readonly client: Go2rtcClient;
  readonly names: StreamNames;
  readonly transports: StreamTransports;
  /** Where go2rtc serves RTSP. */
  readonly rtsp: { readonly host: string; readonly port: number };
  readonly version: () => string | null;
  /** Writes the configuration anew for the next start of go2rtc; null: it runs elsewhere. */
  readonly rewrite: (() => void) | null;
  /** It has a configuration of its own: its sources are not ours to change. */
  readonly isForeign: boolean;
}

/** The cameras' streams as go2rtc knows them: what each is read from, and how it is asked for. */
export class HubStreams {
  readonly #options: HubStreamsOptions;
  readonly #sources: StreamSources | null;
  readonly #opener: StreamOpener;

  constructor(options: HubStreamsOptions) {
    const { client, transports, clock, version, rtsp, isForeign } = options;
    this.#options = options;
    this.#sources = isForeign ? null : new StreamSources({ ...options, wanted: () => this.#wanted() });
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

  /** Learns whether the camera gives a stream, and holds it until disposed. @throws StreamUnavailable with what was seen */
  async open(name: string, signal: AbortSignal): Promise<Knock> {
    await this.#sources?.tell(name).catch(streamUnavailable);
    return await this.#opener.open(name, signal);
  }

  /** Whether go2rtc reads a stream from where it should: while it does not, nobody may begin to read. */
  isTold(name: string): boolean {
    return this.#sources?.isTold(name) ?? true;
  }

  /** What a stream is read from may be new, or it is gone. */
  async changed(name: string): Promise<void> {
    this.#opener.forget(name);
    await this.#sources?.tellOrLog(name);
  }

  /** go2rtc has been started anew. */
  async begun(): Promise<void> {
    await this.#sources?.begun();
  }

  urlOf(name: string): string {
    return this.#options.transports.sourceOf(this.#keyOf(name));
  }

  /** @returns false where the camera's URL says how it is read, or go2rtc's sources are not ours to change */
  async #setTransport(name: string, isUdp: boolean): Promise<boolean> {
    const { transports, rewrite, log } = this.#options;
    const key = this.#keyOf(name);
    if (!rewrite || !transports.isOpen(key)) return false;
    transports.set(key, isUdp);
    try {
      await this.#sources?.tell(name, 0);
    } catch (error) {
      transports.set(key, !isUdp);
      log.warn({ channel: key.channel, error: messageOf(error) }, 'cannot switch a camera between TCP and UDP');
      return false;
    }
    log.info({ channel: key.channel, stream: key.kind, transport: isUdp ? 'udp' : 'tcp' }, 'camera switched between TCP and UDP');
    return true;
  }

  #wanted(): ReadonlyMap<string, string> {
    const { names, transports } = this.#options;
    return new Map(this.#keys().map((key) => [names.camera(key.channel, key.kind), sourceOf(transports.sourceOf(key))]));
  }

  #keyOf(name: string): StreamKey {
    const { names } = this.#options;
    return this.#keys().find(({ channel, kind }) => names.camera(channel, kind) === name) ?? { channel: 0, kind: 'main' };
  }

  #keys(): StreamKey[] {
    return this.#options.channels().flatMap(keysOf);
  }
}

/** The streams of a channel. */
function keysOf({ channel, subUrl }: HubChannel): StreamKey[] {
  return subUrl
    ? [
        { channel, kind: 'main' },
        { channel, kind: 'sub' },
      ]
    : [{ channel, kind: 'main' }];
}
