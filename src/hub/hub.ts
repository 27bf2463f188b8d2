import type { WebSocket } from 'ws';
import { HubUnreachable, messageOf, NvrError, StreamUnavailable } from '../lib/errors.ts';
import { demandFreePorts } from './free-ports.ts';
import { findGo2rtc } from './go2rtc-binary.ts';
import { Go2rtcClient } from './go2rtc-client.ts';
import { go2rtcConfig, maskedGo2rtcConfig, streamNameOf } from './go2rtc-config.ts';
import { watchExternalGo2rtc } from './go2rtc-elsewhere.ts';
import { keepGo2rtcAlive } from './go2rtc-process.ts';
import { hubLogReader } from './hub-log.ts';
import { followLog } from './hub-log-elsewhere.ts';
import type { HubOptions } from './hub-options.ts';
import { accessTo, portsOf, settingsOf, USER, writeConfig } from './hub-settings.ts';
import { type Knock, knock } from './knock.ts';
import { type LastPicture, LastPictures } from './last-pictures.ts';
import { reasonOf } from './stream-reason.ts';
import { watchStreams } from './stream-watch.ts';
import { demandVersion } from './version.ts';

export { findGo2rtc } from './go2rtc-binary.ts';
export type { HubChannel } from './go2rtc-config.ts';
export type { HubOptions, HubPorts } from './hub-options.ts';
export type { Knock } from './knock.ts';
export type { LastPicture } from './last-pictures.ts';
export { reasonOf } from './stream-reason.ts';
export type { StreamState } from './stream-watch.ts';

export type StreamKind = 'main' | 'sub';

/** Whether the hub works. */
export interface HubStatus {
  readonly isUp: boolean;
  readonly version: string | null;
  readonly reason: string | null;
}

const START_WITHIN_MS = 15_000;
/** About six times what go2rtc was measured to take with live viewers. */
const MEMORY_BASE_BYTES = 300e6;
const MEMORY_PER_CHANNEL_BYTES = 12e6;

/** go2rtc and our hand on it: pulls each stream once and gives it to many. */
export class Hub implements AsyncDisposable {
  readonly #options: HubOptions;
  readonly #client: Go2rtcClient;
  readonly #life = new AbortController();
  readonly #snapshots = new Map<string, Promise<Buffer>>();
  readonly #lastPictures: LastPictures;
  #status: HubStatus = { isUp: false, version: null, reason: 'starting' };
  #fatal: NvrError | undefined;
  #done: Promise<unknown> = Promise.resolve();

  private constructor(options: HubOptions, client: Go2rtcClient) {
    this.#options = options;
    this.#client = client;
    this.#lastPictures = new LastPictures(options.clock);
  }

  /**
   * Writes `go2rtc.yaml`, starts go2rtc and waits until it answers (15 s at most: a hub that is down is tried for ever).
   * @throws PortTaken, ProgramMissing
   */
  static async start(options: HubOptions): Promise<Hub> {
    const settings = settingsOf(options);
    const configPath = writeConfig(options.configFolder ?? options.folder, go2rtcConfig(settings));
    const hub = new Hub(options, new Go2rtcClient(accessTo(options.elsewhere, settings)));
    await hub.#begin(configPath);
    return hub;
  }

  /** The generated configuration with secrets masked. */
  static maskedConfig(options: Pick<HubOptions, 'channels' | 'ports' | 'candidates'>): string {
    return maskedGo2rtcConfig({
      ...portsOf(options),
      channels: options.channels,
      candidates: options.candidates,
      user: USER,
      password: '***',
    });
  }

  status(): HubStatus {
    return this.#status;
  }

  /** The hub's name of a stream; null when this channel has no such stream. */
  streamName(channel: number, stream: StreamKind): string | null {
    const known = this.#options.channels.find((entry) => entry.channel === channel);
    if (!known || (stream === 'sub' && !known.subUrl)) return null;
    return streamNameOf(channel, stream);
  }

  /** Where recorders read a stream: the relay, without credentials. @throws StreamUnavailable for an unknown stream */
  relayUrl(channel: number, stream: StreamKind): string {
    const host = this.#options.elsewhere?.hostname ?? '127.0.0.1';
    return `rtsp://${host}:${this.#options.ports.rtsp}/${this.#name(channel, stream)}`;
  }

  /** Learns whether the camera gives its stream, and holds it until disposed. @throws StreamUnavailable */
  async knock(channel: number, stream: StreamKind, signal: AbortSignal): Promise<Knock> {
    if (!this.#status.isUp) throw new StreamUnavailable('hub_down', 'The hub is being started');
    return knock(this.#client.socket(this.#name(channel, stream)), signal);
  }

  /** The hub's own live socket of a stream, for the viewer's proxy. @throws StreamUnavailable for an unknown stream */
  openSocket(channel: number, stream: StreamKind): WebSocket {
    return this.#client.socket(this.#name(channel, stream));
  }

  /** Answers a WebRTC offer. @throws StreamUnavailable with the reason */
  async whep(channel: number, stream: StreamKind, offer: string): Promise<string> {
    return this.#client.whep(this.#name(channel, stream), offer).catch(unavailable);
  }

  /** A JPEG of now; those who ask at the same time share one. @throws StreamUnavailable */
  snapshot(channel: number, stream: StreamKind): Promise<Buffer> {
    const name = this.#name(channel, stream);
    const running = this.#snapshots.get(name) ?? this.#takeSnapshot(name).finally(() => this.#snapshots.delete(name));
    this.#snapshots.set(name, running);
    return running;
  }

  /** The newest picture that `snapshot` gave, for when the camera has just gone. @throws StreamUnavailable for an unknown stream */
  lastSnapshot(channel: number, stream: StreamKind): LastPicture | undefined {
    return this.#lastPictures.of(this.#name(channel, stream));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await this.#done;
  }

  async #begin(configPath: string): Promise<void> {
    const { signal } = this.#life;
    const binary = this.#options.elsewhere ? null : await this.#prepare();
    const run = binary === null ? this.#watchElsewhere(signal) : this.#keepAlive(binary, configPath, signal);
    const channels = new Map(this.#options.channels.map(({ channel }) => [streamNameOf(channel, 'main'), channel]));
    const { clock, log, onState } = this.#options;
    const watch = watchStreams(
      { client: this.#client, channels, clock, log, isUp: () => this.#status.isUp, onState: (state) => onState?.(state) },
      signal,
    );
    this.#done = Promise.all([run, watch]);
    await this.#firstUp();
  }

  /** @returns the binary's path */
  async #prepare(): Promise<string> {
    const { api, rtsp, webrtc } = this.#options.ports;
    const binary = await findGo2rtc(this.#options.binary);
    await demandFreePorts([
      { variable: 'GO2RTC_API_PORT', port: api, host: '127.0.0.1' },
      { variable: 'GO2RTC_RTSP_PORT', port: rtsp, host: '127.0.0.1' },
      { variable: 'GO2RTC_WEBRTC_PORT', port: webrtc, host: '::' },
    ]);
    return binary;
  }

  #keepAlive(binary: string, configPath: string, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    const onLine = this.#logReader();
    const callbacks = { onUp: (version: string) => this.#up(version), onDown: (reason: string) => this.#down(reason), onLine };
    const memoryLimitBytes = MEMORY_BASE_BYTES + this.#options.channels.length * MEMORY_PER_CHANNEL_BYTES;
    return keepGo2rtcAlive({ binary, configPath, memoryLimitBytes, client: this.#client, clock, log, ...callbacks }, signal);
  }

  #watchElsewhere(signal: AbortSignal): Promise<unknown> {
    const { clock, log } = this.#options;
    const client = this.#client;
    const alive = watchExternalGo2rtc(
      { client, clock, onUp: (version) => this.#up(version), onDown: (reason) => this.#down(reason) },
      signal,
    );
    const lines = followLog({ client, clock, log, isUp: () => this.#status.isUp, onLine: this.#logReader() }, signal);
    return Promise.all([alive, lines]);
  }

  #logReader(): (line: string) => void {
    const { channels, log, onLost } = this.#options;
    return hubLogReader({
      channels: new Map(channels.map(({ channel, url }) => [url, channel])),
      log,
      onLost: (channel) => onLost?.(channel),
    });
  }

  #up(version: string): void {
    try {
      demandVersion(version);
    } catch (error) {
      this.#fatal = error instanceof NvrError ? error : new HubUnreachable(messageOf(error), { cause: error });
      this.#down(messageOf(error));
      return;
    }
    this.#status = { isUp: true, version, reason: null };
    this.#options.log.info({ version }, 'the hub is ready');
    this.#options.onUp?.();
  }

  #down(reason: string): void {
    if (this.#status.isUp) this.#options.log.warn({ reason }, 'the hub is down');
    this.#status = { isUp: false, version: null, reason };
    this.#options.onDown?.(reason);
  }

  async #firstUp(): Promise<void> {
    const { clock, log } = this.#options;
    const startedAt = clock.monotonic();
    while (!this.#status.isUp && !this.#fatal && clock.monotonic() - startedAt < START_WITHIN_MS) await clock.sleep(20);
    if (this.#fatal) {
      await this[Symbol.asyncDispose]();
      throw this.#fatal;
    }
    if (!this.#status.isUp) log.error('the hub does not answer; it is tried for ever');
  }

  #name(channel: number, stream: StreamKind): string {
    const name = this.streamName(channel, stream);
    if (!name) throw new StreamUnavailable('not_found', `Channel ${channel} has no ${stream} stream`);
    return name;
  }

  async #takeSnapshot(name: string): Promise<Buffer> {
    const picture = await this.#client.frame(name).catch(unavailable);
    if (picture.length === 0) throw new StreamUnavailable('no_video', 'The camera gives no picture now');
    this.#lastPictures.keep(name, picture);
    return picture;
  }
}

function unavailable(error: unknown): never {
  if (error instanceof HubUnreachable && error.cause === undefined) {
    const { reason, detail } = reasonOf(error.message);
    throw new StreamUnavailable(reason, detail, { cause: error });
  }
  throw new StreamUnavailable('hub_down', 'The hub does not answer', { cause: error });
}
