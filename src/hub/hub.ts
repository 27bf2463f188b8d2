import type { WebSocket } from 'ws';
import { HubUnreachable, messageOf, NvrError, StreamUnavailable } from '../lib/errors.ts';
import { demandFreePorts } from './go2rtc/free-ports.ts';
import { findGo2rtc } from './go2rtc/go2rtc-binary.ts';
import { Go2rtcClient, hostOfUrl, type StreamFacts } from './go2rtc/go2rtc-client.ts';
import { go2rtcConfig, type HubChannel, maskedGo2rtcConfig } from './go2rtc/go2rtc-config.ts';
import { watchExternalGo2rtc } from './go2rtc/go2rtc-elsewhere.ts';
import { keepGo2rtcAlive } from './go2rtc/go2rtc-process.ts';
import { hubLogReader } from './go2rtc/hub-log.ts';
import { followLog } from './go2rtc/hub-log-elsewhere.ts';
import { demandVersion } from './go2rtc/version.ts';
import type { HubOptions } from './hub-options.ts';
import { accessTo, hasOwnConfiguration, settingsOf, USER, writeConfig } from './hub-settings.ts';
import { HubStreams } from './hub-streams.ts';
import type { Knock } from './knock.ts';
import { type LastPicture, LastPictures } from './last-pictures.ts';
import { LiveView } from './live-view.ts';
import { HubRelays } from './relay/hub-relays.ts';
import { StreamNames } from './stream-names.ts';
import { streamUnavailable } from './stream-reason.ts';
import { StreamTransports } from './stream-transports.ts';
import { watchStreams } from './stream-watch.ts';

export { findGo2rtc } from './go2rtc/go2rtc-binary.ts';
export type { HubOptions } from './hub-options.ts';
export type { Knock } from './knock.ts';
export type { LastPicture } from './last-pictures.ts';
export { LiveView } from './live-view.ts';
export { reasonOf, type StreamTrouble } from './stream-reason.ts';

export type StreamKind = 'main' | 'sub';

/** Whether the hub works. */
export interface HubStatus {
  readonly isUp: boolean;
  readonly version: string | null;
  readonly reason: string | null;
}

interface HubParts {
  readonly client: Go2rtcClient;
  readonly relays: HubRelays | null;
  readonly transports: StreamTransports;
  readonly rewrite: (() => void) | null;
}

const START_WITHIN_MS = 15_000;
/** More than 32 offers at once were measured to make it take whose browsers never connect: 465 MB (64: 605 MB). */
const MEMORY_BASE_BYTES = 600e6;
const MEMORY_PER_CHANNEL_BYTES = 12e6;
/** Sound that WebRTC does not carry, such as AAC, need not be sent to where it is thrown away. */
const WEBRTC_TRACKS = 'video&audio=opus,g722,pcmu,pcma,l16';

/** go2rtc and our hand on it: pulls each stream once and gives it to many. */
export class Hub implements AsyncDisposable {
  readonly #options: HubOptions;
  readonly #client: Go2rtcClient;
  readonly #life = new AbortController();
  readonly #snapshots = new Map<string, Promise<Buffer>>();
  readonly #lastPictures: LastPictures;
  /** Cameras that are being asked. */
  readonly #waking = new Map<string, Promise<Disposable>>();
  readonly #relays: HubRelays | null;
  readonly #names: StreamNames;
  readonly #transports: StreamTransports;
  readonly #streams: HubStreams;
  /** Streams that the camera was giving when go2rtc was last asked. */
  #running: ReadonlySet<string> = new Set();
  #status: HubStatus = { isUp: false, version: null, reason: 'starting' };
  #fatal: NvrError | undefined;
  #isDownNoted = false;
  #done: Promise<unknown> = Promise.resolve();

  private constructor(options: HubOptions, parts: HubParts) {
    const { client, relays, transports, rewrite } = parts;
    this.#options = options;
    this.#client = client;
    this.#relays = relays;
    this.#names = relays?.names ?? new StreamNames(null);
    this.#lastPictures = new LastPictures(options.clock);
    this.#transports = transports;
    const rtsp = relays
      ? { host: '127.0.0.1', port: relays.access.rtspPort }
      : { host: options.elsewhere?.hostname ?? '', port: options.ports.rtsp };
    this.#streams = new HubStreams({
      ...options,
      client,
      names: this.#names,
      transports,
      rtsp,
      version: () => this.#status.version,
      rewrite,
      isForeign: relays === null,
      endReaders: (name) => relays?.endReaders(name),
    });
  }

  /**
   * Writes `go2rtc.yaml`, starts go2rtc and waits until it answers (15 s at most: a hub that is down is tried for ever).
   * @throws PortTaken, ProgramMissing
   */
  static async start(options: HubOptions): Promise<Hub> {
    const transports = new StreamTransports(options.folder, options.channels, options.log);
    if (hasOwnConfiguration(options.elsewhere)) {
      const client = new Go2rtcClient(accessTo(options.elsewhere, { apiPort: options.ports.api, password: '' }));
      const hub = new Hub(options, { client, relays: null, transports, rewrite: null });
      await hub.#begin(null, null);
      return hub;
    }
    const binary = options.elsewhere ? null : await prepare(options);
    await using opened = new AsyncDisposableStack();
    const relays = opened.use(await HubRelays.open(options));
    const settings = settingsOf(options, relays.access);
    const write = (): string =>
      writeConfig(options.configFolder ?? options.folder, go2rtcConfig({ ...settings, channels: transports.channels() }));
    const configPath = write();
    // one in another container is restarted when its file changes, with all its cameras
    const rewrite = options.elsewhere ? null : (): void => void write();
    const hub = new Hub(options, { client: new Go2rtcClient(accessTo(options.elsewhere, settings)), relays, transports, rewrite });
    await hub.#begin(binary, configPath);
    opened.move();
    return hub;
  }

  /** The generated configuration with secrets masked. @param secrets all that the configuration knows */
  static maskedConfig(
    options: Pick<HubOptions, 'ports' | 'candidates'> & { channels: readonly HubChannel[] },
    secrets: readonly string[],
  ): string {
    const settings = {
      apiPort: options.ports.api,
      webrtcPort: options.ports.webrtc,
      rtspPort: 0,
      viewPort: 0,
      key: '***',
      channels: options.channels,
      candidates: options.candidates,
      user: USER,
      password: '***',
    };
    return maskedGo2rtcConfig(settings, secrets);
  }

  status(): HubStatus {
    return this.#status;
  }

  /** The hub's name of a stream; null when this channel has no such stream. */
  streamName(channel: number, stream: StreamKind): string | null {
    const known = this.#options.channels().find((entry) => entry.channel === channel);
    if (!known || (stream === 'sub' && !known.subUrl)) return null;
    return this.#names.camera(channel, stream);
  }

  /**
   * Where a program of ours reads a stream: for one start of one program, within half a minute. It holds no secret that would
   * still open anything when somebody sees it among the program's arguments. @throws StreamUnavailable for an unknown stream
   */
  relayUrl(channel: number, stream: StreamKind): string {
    const name = this.#readable(channel, stream);
    return this.#relays?.ticketUrl(name) ?? `rtsp://${this.#options.elsewhere?.hostname}:${this.#options.ports.rtsp}/${name}`;
  }

  /** Learns whether the camera gives its stream, and holds it until disposed. @throws StreamUnavailable */
  async knock(channel: number, stream: StreamKind, signal: AbortSignal): Promise<Knock> {
    if (!this.#status.isUp) throw new StreamUnavailable('hub_down', 'The hub is being started');
    return this.#streams.open(this.#name(channel, stream), signal);
  }

  /** Whether a stream is read by UDP, by its URL or because its camera refuses TCP. */
  isByUdp(channel: number, stream: StreamKind): boolean {
    return this.#transports.sourceOf({ channel, kind: stream }).includes('#transport=udp');
  }

  /** The hub's own MSE socket of a stream, for the viewer's proxy. @throws StreamUnavailable for an unknown stream */
  openSocket(channel: number, stream: StreamKind): WebSocket {
    return this.#client.socket(this.#readable(channel, stream));
  }

  /**
   * A place for one live view by WebRTC, taken at once. @param owner whose it is
   * @throws StreamUnavailable for an unknown stream, Refused `too-many-viewers`
   */
  openView(channel: number, stream: StreamKind, owner: string): LiveView {
    const name = this.#readable(channel, stream);
    if (!this.#relays)
      throw new StreamUnavailable('codec_unsupported', 'This go2rtc has a configuration of its own: it shows live pictures by MSE');
    const view = this.#relays.views.open({ target: `${name}?${WEBRTC_TRACKS}`, owner });
    return new LiveView({ view, client: this.#client, wake: () => this.#wake(channel, stream, name) });
  }

  /** A JPEG of now; those who ask at the same time share one. @throws StreamUnavailable */
  snapshot(channel: number, stream: StreamKind): Promise<Buffer> {
    const name = this.#readable(channel, stream);
    const running = this.#snapshots.get(name) ?? this.#takeSnapshot(name).finally(() => this.#snapshots.delete(name));
    this.#snapshots.set(name, running);
    return running;
  }

  /** The newest picture that `snapshot` gave, for when the camera has just gone. @throws StreamUnavailable for an unknown stream */
  lastSnapshot(channel: number, stream: StreamKind): LastPicture | undefined {
    return this.#lastPictures.of(this.#readable(channel, stream));
  }

  /**
   * What a channel's streams are read from may be new, or there is no such channel any more; no other channel is touched. Whoever
   * reads the streams must have let go, or is waited for.
   */
  async channelChanged(channel: number): Promise<void> {
    const names = (['main', 'sub'] as const).map((kind) => this.#names.camera(channel, kind));
    const changed = names.filter((name) => !this.#streams.isTold(name));
    await Promise.all(changed.map((name) => this.#streams.changed(name)));
    for (const name of changed) this.#lastPictures.forget(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await this.#done;
    await this.#relays?.[Symbol.asyncDispose]();
  }

  async #begin(binary: string | null, configPath: string | null): Promise<void> {
    const { signal } = this.#life;
    const run = binary && configPath ? this.#keepAlive(binary, configPath, signal) : this.#watchElsewhere(signal);
    this.#done = Promise.all([run, this.#watchStreams(signal)]);
    await this.#firstUp();
  }

  #watchStreams(signal: AbortSignal): Promise<void> {
    const { clock, log, onState, channels } = this.#options;
    return watchStreams(
      {
        client: this.#client,
        channels: () => new Map(channels().map(({ channel }) => [this.#names.camera(channel, 'main'), channel])),
        hostOf: (name) => hostOfUrl(this.#streams.urlOf(name)),
        clock,
        log,
        isUp: () => this.#status.isUp,
        onState: (state) => onState?.(state),
        onLook: (askedAt, streams) => this.#looked(askedAt, streams),
      },
      signal,
    );
  }

  #looked(askedAt: number, streams: ReadonlyMap<string, StreamFacts>): void {
    this.#running = new Set([...streams].filter(([, { hasProducer }]) => hasProducer).map(([name]) => name));
    this.#relays?.views.look(askedAt, (name) => streams.get(name));
  }

  #keepAlive(binary: string, configPath: string, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    const onLine = this.#logReader();
    const callbacks = { onUp: (version: string) => this.#up(version), onDown: (reason: string) => this.#down(reason), onLine };
    const memoryLimitBytes = (): number => MEMORY_BASE_BYTES + this.#options.channels().length * MEMORY_PER_CHANNEL_BYTES;
    const onHeavy = (isHeavy: boolean): void => this.#weighed(isHeavy);
    return keepGo2rtcAlive({ binary, configPath, memoryLimitBytes, client: this.#client, clock, log, onHeavy, ...callbacks }, signal);
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

  #weighed(isHeavy: boolean): void {
    this.#options.onHeavy?.(isHeavy);
    if (isHeavy) this.#relays?.views.endAll();
  }

  #logReader(): (line: string) => void {
    const { channels, log, onLost } = this.#options;
    return hubLogReader({
      channels: () =>
        new Map(channels().flatMap(({ channel }) => this.#transports.sourcesOf({ channel, kind: 'main' }).map((url) => [url, channel]))),
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
    this.#options.log.info({ version }, 'go2rtc is ready');
    this.#weighed(false); // whatever the one before it took
    if (this.#isDownNoted) this.#options.note?.({ kind: 'hub_back', data: {} });
    this.#isDownNoted = false;
    void this.#streams.begun().then(() => this.#options.onUp?.());
  }

  #down(reason: string): void {
    if (this.#status.isUp) this.#options.log.warn({ reason }, 'go2rtc is down');
    this.#status = { isUp: false, version: null, reason };
    this.#relays?.views.endAll();
    if (!this.#isDownNoted) this.#options.note?.({ kind: 'hub_down', data: { said: reason } });
    this.#isDownNoted = true;
  }

  async #firstUp(): Promise<void> {
    const { clock, log } = this.#options;
    const startedAt = clock.monotonic();
    while (!this.#status.isUp && !this.#fatal && clock.monotonic() - startedAt < START_WITHIN_MS) await clock.sleep(20);
    if (this.#fatal) {
      await this[Symbol.asyncDispose]();
      throw this.#fatal;
    }
    if (!this.#status.isUp) log.error('go2rtc does not answer; it is tried again for ever');
  }

  /** Asks a camera that nobody reads; those who ask at the same time share one question. */
  #wake(channel: number, stream: StreamKind, name: string): Promise<Disposable> | null {
    if (this.#running.has(name)) return null;
    const asked = this.#waking.get(name);
    if (asked) return asked.then(() => new DisposableStack());
    const asking = this.knock(channel, stream, this.#life.signal).finally(() => this.#waking.delete(name));
    this.#waking.set(name, asking);
    return asking;
  }

  /** @throws StreamUnavailable also while go2rtc would give another camera's pictures, or none */
  #readable(channel: number, stream: StreamKind): string {
    const name = this.#name(channel, stream);
    if (!this.#streams.isTold(name)) throw new StreamUnavailable('hub_down', 'The hub has not taken the camera’s address yet');
    return name;
  }

  #name(channel: number, stream: StreamKind): string {
    const name = this.streamName(channel, stream);
    if (!name) throw new StreamUnavailable('not_found', `Channel ${channel} has no ${stream} stream`);
    return name;
  }

  async #takeSnapshot(name: string): Promise<Buffer> {
    const picture = await this.#client.frame(name).catch(streamUnavailable);
    if (picture.length === 0) throw new StreamUnavailable('no_video', 'The camera gives no picture now');
    this.#lastPictures.keep(name, picture);
    return picture;
  }
}

/** @returns the binary's path */
async function prepare({ ports, relay, binary: configured }: HubOptions): Promise<string> {
  const binary = await findGo2rtc(configured);
  await demandFreePorts([
    { variable: 'GO2RTC_API_PORT', port: ports.api, host: '127.0.0.1' },
    { variable: 'GO2RTC_RTSP_PORT', port: ports.rtsp, host: relay.host },
    { variable: 'GO2RTC_WEBRTC_PORT', port: ports.webrtc, host: '::' },
  ]);
  return binary;
}
