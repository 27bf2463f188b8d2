import path from 'node:path';
import { type Api, type ApiOptions, apiChannelOf, apiSettingsOf, buildApi } from '../api/api.ts';
import { Auth } from '../auth/auth.ts';
import { type Hub, reasonOf } from '../hub/hub.ts';
import { EventLoopWatch } from '../lib/process/event-loop-watch.ts';
import { VERSION } from '../lib/product-version.ts';
import { Playback } from '../playback/playback.ts';
import type { Common } from './common.ts';
import type { Storage } from './storage.ts';

const WEB_FOLDER = path.join(import.meta.dirname, '../../dist/web');

/** Opens what people watch and take away with. */
export async function openPlayback(common: Common, { catalogue, database, volume }: Storage): Promise<Playback> {
  const { config, log, clock, programs, rooms, signals } = common;
  const onChange = (id: number): void => signals.notices.tell({ topic: 'export', id });
  const playback = await Playback.open({
    questions: catalogue.questions,
    root: volume.root,
    dataDir: config.dataDir,
    ffmpeg: programs.ffmpeg,
    transcodeLimit: config.transcodeLimit,
    clock,
    log: log.child({ room: 'playback' }),
    exports: { database, timeZone: config.timeZone, onChange, note: (event) => catalogue.note(event) },
  });
  return rooms.use(playback);
}

/** The rooms whose doors the API opens to the web. */
export type ApiRooms = Pick<ApiOptions, 'usedBytes' | 'playback' | 'streamer' | 'health'> & { readonly hub: Hub };

/** Opens users and sessions and builds the HTTP server; nobody reaches it before `listen`. */
export async function openApi(common: Common, { catalogue, database, deletion, volume }: Storage, apiRooms: ApiRooms): Promise<Api> {
  const { announce, channels, config, log, clock, redactor, rooms, signals, viewers } = common;
  const { dataDir, metricsToken, server } = config;
  const note = catalogue.note.bind(catalogue);
  const auth = await Auth.open({ ...config.auth, database, dataDir, clock, log: log.child({ room: 'auth' }), note, announce });
  const eventLoop = rooms.use(EventLoopWatch.start());
  const api = await buildApi({
    ...apiRooms,
    auth,
    catalogue,
    questions: catalogue.questions,
    deletion,
    metricsToken,
    server,
    settings: apiSettingsOf(config, { channels: () => channels.current(), version: VERSION, variables: common.settings }),
    recordDir: volume.root,
    webFolder: WEB_FOLDER,
    explainHubError: reasonOf,
    volume: () => volume.report(),
    ready: {
      database: () => database.demandWritable().then(() => true),
      storage: () => volume.isUsable,
      hub: () => apiRooms.hub.status().isUp,
      eventLoop: () => eventLoop.isTurning(),
    },
    notices: signals.notices,
    viewers,
    redactor,
    clock,
    log: log.child({ room: 'api' }),
  });
  rooms.use(api);
  const leave = (channel: number): void => {
    viewers.kick(channel);
    api.cameraChanged(channel);
  };
  channels.join({ needs: ({ url, subUrl }) => ({ url, subUrl }), leave });
  const tell = (): void => signals.notices.tell({ topic: 'channels' });
  channels.join({ needs: apiChannelOf, leave: tell, take: tell });
  return api;
}
