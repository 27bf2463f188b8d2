import { type Condition, Health } from '../health/health.ts';
import type { Hub } from '../hub/hub.ts';
import type { Streamer } from '../streamer/streamer.ts';
import type { Memory } from './memory.ts';
import type { Plan } from './plan.ts';
import { VERSION } from './web.ts';

const STREAMING_MS = 60_000;

/** Opens what watches over everything else, and tells it of the streamer. */
export async function openHealth(
  plan: Plan,
  { catalogue, database, volume }: Memory,
  { hub, streamer, usedBytes }: { hub: Hub; streamer: Streamer; usedBytes: () => Promise<number> },
): Promise<Health> {
  const { config, clock, log, notices, programs, pulse, redactor, rooms } = plan;
  const health = await Health.start({
    channels: config.channels,
    timeZone: config.timeZone,
    version: VERSION,
    catalogue,
    database,
    dataDir: config.dataDir,
    maxBytes: config.retention.maxBytes,
    volume,
    hub: () => hub.status(),
    usedBytes,
    pulse,
    doctor: {
      knock: (channel, signal) => hub.knock(channel, 'main', signal),
      sourceOf: (channel) => hub.relayUrl(channel, 'main'),
      isByUdp: (channel) => hub.isByUdp(channel, 'main'),
      programs,
    },
    watches: [() => streamingTrouble(streamer)],
    alerts: config.alerts,
    onNews: () => notices.publish({ topic: 'health' }),
    redactor,
    clock,
    log: log.child({ room: 'health' }),
  });
  return rooms.use(health);
}

/** Somebody wants to stream, and nothing arrives at the ingest, or too little. */
function streamingTrouble(streamer: Streamer): Condition[] {
  const { enabled, phase, reason, detail, channel } = streamer.status();
  const isSlow = reason === 'upload_slow';
  if (!enabled || (phase !== 'waiting' && phase !== 'starting' && !isSlow)) return [];
  const text = `Camera ${channel} is ${isSlow ? 'streamed with pictures missing' : 'not streamed'}${detail ? `: ${detail}` : ''}`;
  const clearedText = `Camera ${channel} is streamed ${isSlow ? 'whole ' : ''}again, or streaming was stopped`;
  return [{ kind: 'streaming_failing', channel: null, text, clearedText, reason, holdMs: STREAMING_MS }];
}
