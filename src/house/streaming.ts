import type { Hub } from '../hub/hub.ts';
import { messageOf } from '../lib/errors.ts';
import { hourText } from '../lib/time-zone.ts';
import { Streamer } from '../streamer/streamer.ts';
import type { Memory } from './memory.ts';
import type { Plan } from './plan.ts';

/** Starts what streams a camera to YouTube, where that is enabled. */
export async function startStreamer(plan: Plan, { database, catalogue }: Memory, hub: Hub): Promise<Streamer> {
  const { config, log, clock, rooms, programs, notices } = plan;
  const { enabled, keys, url, channel, rotationMinutes, bitrateKbps } = config.youtube;
  const streamer = await Streamer.start({
    enabled,
    keys,
    url,
    channel,
    bitrateKbps,
    rotationMs: rotationMinutes * 60_000,
    ffmpeg: programs.ffmpeg,
    source: () => hub.relayUrl(channel, 'main'),
    knock: (signal) => hub.knock(channel, 'main', signal),
    awayText: (since) => `Camera offline since ${hourText(since, config.timeZone)}`,
    database,
    clock,
    log: log.child({ room: 'streamer' }),
    onChange: () => notices.publish({ topic: 'streaming' }),
    onEvent: (kind, text) =>
      void catalogue
        .addEvent({ kind, channel, text })
        .catch((error: unknown) => log.error({ error: messageOf(error) }, 'an event is not noted')),
  });
  return rooms.use(streamer);
}
