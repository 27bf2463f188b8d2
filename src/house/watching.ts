import { Health } from '../health/health.ts';
import type { Hub } from '../hub/hub.ts';
import { VERSION } from '../lib/product-version.ts';
import { hourText } from '../lib/time-zone.ts';
import { Streamer } from '../streamer/streamer.ts';
import type { Common } from './common.ts';
import type { Storage } from './storage.ts';
import type { Upkeep } from './upkeep.ts';

/** Starts what streams a camera to YouTube, where that is enabled. */
export async function startStreamer(common: Common, { database, catalogue }: Storage, hub: Hub): Promise<Streamer> {
  const { channels, config, log, clock, rooms, programs, signals } = common;
  const { rotationMinutes, ...youtube } = config.youtube;
  const { channel } = youtube;
  const streamer = await Streamer.start({
    ...youtube,
    rotationMs: rotationMinutes * 60_000,
    ffmpeg: programs.ffmpeg,
    source: () => hub.relayUrl(channel, 'main'),
    knock: (signal) => hub.knock(channel, 'main', signal),
    awayText: (since) => `Camera offline since ${hourText(since, config.timeZone)}`,
    database,
    clock,
    log: log.child({ room: 'streamer' }),
    onChange: () => signals.notices.tell({ topic: 'streaming' }),
    note: (event) => catalogue.note(event),
  });
  rooms.use(streamer);
  channels.join({
    needs: (settings) => (settings.channel === channel ? settings.url : null),
    leave: () => streamer.lost(channel),
    take: () => streamer.wake(),
  });
  return streamer;
}

/** Opens what watches over everything else. */
export async function openHealth(common: Common, storage: Storage, hub: Hub, streamer: Streamer, { usedBytes }: Upkeep): Promise<Health> {
  const { config, clock, log, programs, pulse, redactor, rooms, signals } = common;
  const { timeZone, dataDir, retention, alerts } = config;
  const known = { timeZone, version: VERSION, dataDir, maxBytes: retention.maxBytes, usedBytes, pulse, alerts, redactor };
  const health = await Health.start({
    ...storage,
    questions: storage.catalogue.questions,
    ...known,
    channels: () => common.channels.current(),
    hub: () => hub.status(),
    doctor: {
      knock: (channel, signal) => hub.knock(channel, 'main', signal),
      sourceOf: (channel) => hub.relayUrl(channel, 'main'),
      isByUdp: (channel) => hub.isByUdp(channel, 'main'),
      programs,
    },
    watches: [() => streamer.conditions()],
    onNews: () => signals.notices.tell({ topic: 'health' }),
    clock,
    log: log.child({ room: 'health' }),
  });
  return rooms.use(health);
}
