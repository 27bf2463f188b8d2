import { LiveViewers } from './api/api.ts';
import { ChannelList } from './channels/channels.ts';
import type { Config } from './config/config.ts';
import { CameraPulse, watchOwnLife } from './health/health.ts';
import { type HouseOptions, Signals } from './house/common.ts';
import { openHub } from './house/hub.ts';
import { startConverter, startRecorder } from './house/recording.ts';
import { openStorage } from './house/storage.ts';
import { startUpkeep } from './house/upkeep.ts';
import { openHealth, startStreamer } from './house/watching.ts';
import { openApi, openPlayback } from './house/web.ts';
import { findMediaPrograms } from './lib/process/programs.ts';
import { VERSION } from './lib/product-version.ts';

export type { HouseOptions } from './house/common.ts';

/** An open house; disposing closes it, last room first, and completes the running segments. */
export interface House extends AsyncDisposable {
  readonly url: string;
  /** Which cameras there are, and where that is changed. */
  readonly channels: ChannelList;
}

const opening = { openStorage, startConverter, openHub, startRecorder, startUpkeep, startStreamer, openPlayback, openHealth, openApi };
/** How the rooms are opened; tests open toys. */
export const OPENERS = { findMediaPrograms, ...opening, watchOwnLife };

/** Opens the rooms, whoever receives before whoever gives. If one fails, those already open close again, last first. */
export async function openHouse(config: Config, options: HouseOptions, open = OPENERS): Promise<House> {
  await using rooms = new AsyncDisposableStack();
  const { clock, log, supervisor } = options;
  const signals = new Signals();
  const viewers = new LiveViewers();
  const channels = new ChannelList(config.channels, options);
  const programs = await open.findMediaPrograms(config.programs);
  const common = { config, ...options, programs, rooms, signals, viewers, channels, pulse: new CameraPulse(clock) };

  const storage = await open.openStorage(common);
  const { catalogue, volume } = storage;
  const converter = open.startConverter(common, storage);
  signals.cameraLost.on((channel) => void viewers.kick(channel)); // one that holds on would keep the hub in its own, slower and slower retries
  const hub = await open.openHub(common, storage);
  const recorder = open.startRecorder(common, storage, hub, converter);
  signals.hubUp.on(() => recorder.wake());
  signals.cameraLost.on((channel) => recorder.lost(channel));
  signals.diskChanged.on(() => recorder.diskChanged(volume.trouble));
  const upkeep = open.startUpkeep(common, storage, recorder, converter);
  const { cleanup, reconciling, usedBytes } = upkeep;
  signals.diskChanged.on(() => reconciling.diskChanged());
  signals.diskChanged.on(() => void cleanup.check());
  signals.segmentClosed.on(() => void cleanup.check());
  const streamer = await open.startStreamer(common, storage, hub);
  signals.hubUp.on(() => streamer.wake());
  signals.cameraLost.on((channel) => streamer.lost(channel));
  const playback = await open.openPlayback(common, storage);
  const health = await open.openHealth(common, storage, hub, streamer, upkeep);
  signals.cleaned.on((cleaned) => health.removed(cleaned));
  const api = await open.openApi(common, storage, { hub, usedBytes, playback, streamer, health });
  const url = await api.listen({ host: '::', port: config.server.port });

  if (config.recordFormat === 'mp4') log.warn('RECORD_FORMAT=mp4 is not built yet: segments are recorded as MKV and converted to MP4');
  const note = catalogue.note.bind(catalogue);
  rooms.use(await open.watchOwnLife({ dataDir: config.dataDir, supervisor, note, clock, log: log.child({ room: 'house' }) }));
  log.info({ channels: channels.current().length, demo: config.demo }, 'startup complete');
  note({ kind: 'started', data: { version: VERSION } });
  return Object.assign(rooms.move(), { url, channels });
}
