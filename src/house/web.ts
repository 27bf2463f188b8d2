import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import packageJson from '../../package.json' with { type: 'json' };
import { type Api, buildApi } from '../api/api.ts';
import { Auth } from '../auth/auth.ts';
import type { Health } from '../health/health.ts';
import { type Hub, reasonOf } from '../hub/hub.ts';
import { messageOf } from '../lib/errors.ts';
import type { Playback } from '../playback/playback.ts';
import type { Streamer } from '../streamer/streamer.ts';
import type { Memory } from './memory.ts';
import type { Plan } from './plan.ts';

const WEB_FOLDER = path.join(import.meta.dirname, '../../dist/web');

/** The product's version, as package.json has it. */
export const VERSION: string = packageJson.version;

/** The rooms whose doors the API opens to the web. */
export interface ApiRooms {
  readonly hub: Hub;
  readonly usedBytes: () => Promise<number>;
  readonly playback: Playback;
  readonly streamer: Streamer;
  readonly health: Health;
}

/** Opens users and sessions and builds the HTTP server; nobody reaches it before `listen`. */
export async function openApi(plan: Plan, memory: Memory, { hub, usedBytes, playback, streamer, health }: ApiRooms): Promise<Api> {
  const { config, log, clock, redactor, rooms, notices, viewers } = plan;
  const { catalogue, volume } = memory;
  const auth = await openAuth(plan, memory);
  const api = await buildApi({
    settings: settingsOf(plan),
    server: config.server,
    recordDir: volume.root,
    webFolder: WEB_FOLDER,
    auth,
    catalogue,
    playback,
    streamer,
    health,
    metricsToken: config.metricsToken,
    hub,
    explainHubError: reasonOf,
    volume: () => volume.report(),
    usedBytes,
    ready: {
      database: () => catalogue.setMeta('last-ready-check', new Date(clock.now()).toISOString()).then(() => true),
      storage: () => volume.isUsable,
      hub: () => hub.status().isUp,
      eventLoop: watchEventLoop(rooms),
    },
    notices,
    viewers,
    redactor,
    clock,
    log: log.child({ room: 'api' }),
  });
  return rooms.use(api);
}

const STALL_NS = 2e9;

/** @returns whether the process has not stood still since the last question */
function watchEventLoop(rooms: AsyncDisposableStack): () => boolean {
  const delay = monitorEventLoopDelay();
  delay.enable();
  rooms.defer(() => void delay.disable());
  return () => {
    const longestNs = delay.max;
    delay.reset();
    return longestNs < STALL_NS;
  };
}

function openAuth({ config, log, clock, announce }: Plan, { database, catalogue }: Memory): Promise<Auth> {
  return Auth.open({
    database,
    dataDir: config.dataDir,
    secretKey: config.auth.secretKey,
    users: config.auth.users,
    clock,
    log: log.child({ room: 'auth' }),
    onEvent: (kind, text, data) =>
      void catalogue
        .addEvent({ kind, text, data })
        .catch((error: unknown) => log.error({ error: messageOf(error) }, 'an event is not noted')),
    announce,
  });
}

function settingsOf({ config, settings }: Plan): Parameters<typeof buildApi>[0]['settings'] {
  const { segmentMs, recordFormat, retention, timeZone, demo } = config;
  const { enabled, channel: streamed, rotationMinutes } = config.youtube; // its keys stay out of the web
  const channels = config.channels.map(({ channel, name, record, subUrl }) => ({ channel, name, record, hasSub: subUrl !== null }));
  return {
    demo,
    channels,
    segmentMs,
    recordFormat,
    retention,
    youtube: { enabled, channel: streamed, rotationMinutes },
    timeZone,
    version: VERSION,
    variables: settings,
  };
}
