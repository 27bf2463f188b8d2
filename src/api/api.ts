import type { FastifySchema } from 'fastify';
import type { EventTold } from '#shared/event-data.ts';
import type { Notice } from '#shared/events.ts';
import type { Auth } from '../auth/auth.ts';
import type { Catalogue, CatalogueQuestions } from '../catalogue/catalogue.ts';
import type { StreamTrouble } from '../hub/hub.ts';
import type { Clock } from '../lib/clock.ts';
import { PortTaken, systemCodeOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import type { Redactor } from '../lib/redact.ts';
import type { Signal } from '../lib/signal.ts';
import type { VolumeReport } from '../volume/volume.ts';
import { Cookies } from './access/cookies.ts';
import { Guard } from './access/guard.ts';
import { KnownHosts } from './access/known-hosts.ts';
import { demandPolicies } from './access/policy.ts';
import { securityHeaders } from './access/security-headers.ts';
import { sessionRoutes } from './access/session-routes.ts';
import { SessionWatch } from './access/session-watch.ts';
import { SocketLimits } from './access/socket-limits.ts';
import type { App } from './app.ts';
import { Channels } from './channels.ts';
import { httpServer } from './http-server.ts';
import { LargeQuestions } from './large-questions.ts';
import { CameraGate } from './live/camera-gate.ts';
import { type LiveHub, liveRoutes } from './live/live-routes.ts';
import { liveStatusRoutes } from './live/live-status-routes.ts';
import type { LiveViewers } from './live/live-viewers.ts';
import { type ExportSource, exportRoutes } from './playback/export-routes.ts';
import { type PlaylistSource, playbackRoutes } from './playback/playback-routes.ts';
import { type SharePageOptions, sharePageRoutes } from './playback/share-page-routes.ts';
import { type ShareRoutesOptions, shareRoutes } from './playback/share-routes.ts';
import { type ThumbnailSource, thumbnailRoutes } from './playback/thumbnail-routes.ts';
import { type TranscodeSource, transcodeRoutes } from './playback/transcode-routes.ts';
import { coverageRoutes } from './recordings/coverage-routes.ts';
import { Downloads } from './recordings/downloads.ts';
import { protectionsRoutes } from './recordings/protections-routes.ts';
import { recordingFileRoutes } from './recordings/recording-file-routes.ts';
import { type RemovalRoutesOptions, recordingRemovalRoutes } from './recordings/recording-removal-routes.ts';
import { recordingsRoutes } from './recordings/recordings-routes.ts';
import { type TimelineRoutesOptions, timelineRoutes } from './recordings/timeline-routes.ts';
import { collectOpenApi, openApiRoutes } from './reference/openapi.ts';
import { repeat } from './repeat.ts';
import { type ApiHealth, cameraHealthRoutes } from './status/camera-health-routes.ts';
import { EventStreams } from './status/event-streams.ts';
import { eventsRoutes } from './status/events-routes.ts';
import { healthRoutes, type ReadyCheck } from './status/health-routes.ts';
import { metricsRoutes } from './status/metrics-routes.ts';
import { ownMetrics } from './status/own-metrics.ts';
import { RequestLatencies } from './status/request-latencies.ts';
import { type ApiSettings, settingsRoutes } from './status/settings-routes.ts';
import { storageHistoryRoutes } from './status/storage-history-routes.ts';
import { storageRoutes } from './status/storage-routes.ts';
import { type ApiStreamer, youtubeRoutes } from './status/youtube-routes.ts';
import { webClient } from './web-client.ts';

export { LiveViewers } from './live/live-viewers.ts';
export { apiChannelOf, apiSettingsOf } from './status/settings-routes.ts';

const SESSION_CHECK_MS = 2_000;
const EVENTS_BEAT_MS = 15_000;
const LIVE_BEAT_MS = 20_000;
const CLOSE_WITHIN_MS = 1_500;

/** The questions this room asks the catalogue. */
export type ApiQuestions = Pick<
  CatalogueQuestions,
  | 'channelStates'
  | 'events'
  | 'usage'
  | 'timeline'
  | 'momentsWithin'
  | 'segmentByPath'
  | 'segmentsOfDay'
  | 'datesWithRecordings'
  | 'misdatedDates'
  | 'protections'
  | 'bytesOfProtections'
>;

/** What this room has written into the catalogue. */
export type ApiCatalogue = Pick<Catalogue, 'addEvent' | 'protect' | 'unprotect'>;

/** The questions this room asks playback. */
export type ApiPlayback = PlaylistSource &
  TranscodeSource &
  ThumbnailSource &
  TimelineRoutesOptions['playback'] & {
    readonly exports: ExportSource;
    readonly shares: ShareRoutesOptions['shares'] & SharePageOptions['shares'];
  };

export interface ApiOptions {
  readonly settings: ApiSettings;
  readonly server: { readonly publicUrl: URL | null; readonly trustProxy: readonly string[]; readonly allowedHosts: readonly string[] };
  readonly recordDir: string;
  /** dist/web; it need not exist. */
  readonly webFolder: string;
  readonly auth: Auth;
  readonly questions: ApiQuestions;
  readonly catalogue: ApiCatalogue;
  readonly deletion: RemovalRoutesOptions['deletion'];
  readonly playback: ApiPlayback;
  readonly streamer: ApiStreamer;
  readonly health: ApiHealth;
  /** METRICS_TOKEN; null: only this machine may read /metrics. */
  readonly metricsToken: string | null;
  readonly hub: LiveHub;
  /** Turns an error text of the hub into a reason and a sentence without secrets. */
  readonly explainHubError: (text: string) => StreamTrouble;
  readonly volume: () => VolumeReport;
  /** Everything in RECORD_DIR. */
  readonly usedBytes: () => Promise<number>;
  /** What /readyz asks, by name. */
  readonly ready: Readonly<Record<string, ReadyCheck>>;
  /** What browsers hear of at once. */
  readonly notices: Signal<Notice>;
  readonly viewers: LiveViewers;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A registered route: who may call it, and the schemas it is checked by. */
export interface ApiRoute {
  readonly method: string;
  readonly url: string;
  readonly policy: string;
  readonly schema: FastifySchema;
}

/** The HTTP server, its routes registered; nobody reaches it before `listen`. */
export interface Api extends AsyncDisposable {
  /** Begins to take requests. @returns the URL to open. @throws PortTaken */
  listen(o: { readonly host: string; readonly port: number }): Promise<string>;
  /** What viewers learned of a channel's camera is of another one. */
  cameraChanged(channel: number): void;
  /** Every registered route with its policy, for tests that must not miss one. */
  readonly routes: readonly ApiRoute[];
}

/** Builds the server from what it is given; closing it ends live views and event streams first, within two seconds. */
export async function buildApi(options: ApiOptions): Promise<Api> {
  const { server, auth, viewers, clock, log, redactor } = options;
  const isHttps = server.publicUrl?.protocol === 'https:';
  const headers = securityHeaders({ isHttps });
  const sockets = new SocketLimits({ ...server, clock });
  const app = await httpServer({ trustProxy: server.trustProxy, headers, sockets, log, redactor });
  const watch = new SessionWatch(auth);
  const endings = auth.whenEnded((idHash) => watch.ended(idHash));
  const downloads = new Downloads(watch);
  const streams = new EventStreams({ notices: options.notices, watch, redactor });
  const routes = collectRoutes(app);
  const gate = new CameraGate(options);
  const live = await register(app, options, { watch, streams, downloads, gate, isHttps, headers });
  await app.ready();

  const life = new AbortController();
  const loops = [
    repeat(clock, SESSION_CHECK_MS, life.signal, () => {
      sockets.beat();
      return Promise.all([watch.check(), downloads.check()]).then(
        () => undefined,
        (error: unknown) => log.warn({ error }, 'cannot check sessions'),
      );
    }),
    repeat(clock, EVENTS_BEAT_MS, life.signal, () => streams.beat()),
    repeat(clock, LIVE_BEAT_MS, life.signal, () => live.beat()),
  ];
  return {
    routes,
    listen: (where) => listen(app, where),
    cameraChanged: (channel) => gate.forget(channel),
    async [Symbol.asyncDispose]() {
      life.abort();
      endings[Symbol.dispose]();
      streams[Symbol.dispose]();
      viewers.endAll();
      await Promise.all([close(app, clock), ...loops]);
    },
  };
}

interface Parts {
  readonly watch: SessionWatch;
  readonly streams: EventStreams;
  readonly downloads: Downloads;
  readonly gate: CameraGate;
  readonly isHttps: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

async function register(
  app: App,
  options: ApiOptions,
  { watch, streams, downloads, gate, isHttps, headers }: Parts,
): Promise<{ beat(): void }> {
  const { settings, auth, catalogue, questions, recordDir, redactor, clock } = options;
  const { timeZone } = settings;
  const cookies = new Cookies({ isHttps });
  const channels = new Channels(settings.channels);
  const guard = new Guard({ auth, cookies, hosts: new KnownHosts(options.server), headers });

  demandPolicies(app);
  const latencies = RequestLatencies.of(app);
  guard.install(app);
  new LargeQuestions().install(app);
  await collectOpenApi(app, settings.version);
  sessionRoutes(app, { auth, cookies, guard, watch });
  settingsRoutes(app, settings);
  storageRoutes(app, { ...options, retention: settings.retention });
  liveStatusRoutes(app, { channels, questions, redactor });
  recordingsRoutes(app, {
    channels,
    questions,
    recordDir,
    timeZone,
    clock,
  });
  recordingRemovalRoutes(app, { ...options, channels, timeZone });
  recordingFileRoutes(app, { questions, channels, downloads, recordDir, timeZone, copy: (token) => options.playback.copy(token) });
  watchingRoutes(app, options, { channels, downloads });
  takingRoutes(app, options, { channels, downloads });
  eventsRoutes(app, { streams, redactor, questions });
  const live = await liveRoutes(app, { ...options, explain: options.explainHubError, gate, watch, channels });
  youtubeRoutes(app, { streamer: options.streamer, redactor, addEvent: (event) => catalogue.addEvent(event) });
  healthRoutes(app, options);
  watchRoutes(app, options, { channels, gate, latencies });
  openApiRoutes(app);
  webClient(app, options.webFolder);
  return live;
}

function watchRoutes(
  app: App,
  options: ApiOptions,
  { latencies, ...parts }: { readonly channels: Channels; readonly gate: CameraGate; readonly latencies: RequestLatencies },
): void {
  const { health, metricsToken } = options;
  cameraHealthRoutes(app, { ...options, ...parts });
  storageHistoryRoutes(app, health);
  const { streamer, viewers, clock, playback } = options;
  const own = { streamer, exports: playback.exports, viewers, latencies, clock };
  metricsRoutes(app, { metrics: () => health.metrics(), ownMetrics: () => ownMetrics(own), token: metricsToken });
}

interface SendingParts {
  readonly channels: Channels;
  readonly downloads: Downloads;
}

/** What people watch and take away. */
function watchingRoutes(app: App, options: ApiOptions, { channels, downloads }: SendingParts): void {
  const { playback, questions, settings, clock, recordDir, redactor } = options;
  timelineRoutes(app, { channels, questions, playback, redactor });
  coverageRoutes(app, { channels, questions, timeZone: settings.timeZone });
  playbackRoutes(app, { channels, playback, clock });
  thumbnailRoutes(app, { channels, playback });
  transcodeRoutes(app, { channels, downloads, playback, questions, recordDir, timeZone: settings.timeZone });
}

/** What people take away, keep, and show to others. */
function takingRoutes(app: App, options: ApiOptions, { channels, downloads }: SendingParts): void {
  const { playback, catalogue, settings, clock, auth, server } = options;
  const { exports, shares } = playback;
  const shared = {
    channels,
    downloads,
    exports,
    shares,
    auth,
    timeZone: settings.timeZone,
    addEvent: (event: EventTold) => catalogue.addEvent(event),
  };
  exportRoutes(app, shared);
  protectionsRoutes(app, { ...options, channels });
  shareRoutes(app, shared);
  sharePageRoutes(app, { ...shared, isHttps: server.publicUrl?.protocol === 'https:', clock });
}

function collectRoutes(app: App): ApiRoute[] {
  const routes: ApiRoute[] = [];
  app.addHook('onRoute', ({ method, url, config, schema = {} }) => {
    for (const each of [method].flat()) routes.push({ method: each, url, policy: config?.policy ?? '', schema });
  });
  return routes;
}

async function listen(app: App, { host, port }: { readonly host: string; readonly port: number }): Promise<string> {
  try {
    const address = await app.listen({ host, port });
    const isEverywhere = host === '0.0.0.0' || host === '::';
    return isEverywhere ? `http://localhost:${new URL(address).port || '80'}` : address;
  } catch (cause) {
    const code = systemCodeOf(cause);
    if (host === '::' && (code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL')) return listen(app, { host: '0.0.0.0', port }); // a kernel without IPv6
    if (code === 'EADDRINUSE')
      throw new PortTaken(`WEB_PORT: port ${port} is used by another program. End it, or choose another port`, { cause });
    if (code === 'EACCES') throw new PortTaken(`WEB_PORT: this user may not open port ${port}. Choose one above 1023`, { cause });
    throw cause;
  }
}

/** Answers that take too long, and sockets whose browser does not say goodbye, are cut. */
async function close(app: App, clock: Clock): Promise<void> {
  const closed = new AbortController();
  const cutting = clock.sleep(CLOSE_WITHIN_MS, closed.signal).then(
    () => {
      for (const socket of app.websocketServer.clients) socket.terminate();
      app.server.closeAllConnections();
    },
    () => undefined,
  );
  await app.close();
  closed.abort();
  await cutting;
}
