import { LiveViewers, Notices } from './api/api.ts';
import type { Config } from './config/config.ts';
import { CameraPulse } from './health/health.ts';
import { openHub } from './house/cameras.ts';
import { openHealth } from './house/health.ts';
import { openMemory } from './house/memory.ts';
import { watchOwnLife } from './house/own-life.ts';
import { findPrograms, type Plan, type Surroundings } from './house/plan.ts';
import { openPlayback } from './house/playback.ts';
import { noteUnrecorded, reconcileBehind, startCleanup, startConverter, startRecorder } from './house/recording.ts';
import { startStreamer } from './house/streaming.ts';
import { openApi, VERSION } from './house/web.ts';
import { Wake } from './lib/supervise.ts';

export type { Surroundings } from './house/plan.ts';

/** An open house; disposing closes it, last room first, and completes the running segments. */
export interface House extends AsyncDisposable {
  readonly url: string;
}

/** Opens the rooms, whoever receives before whoever gives. If one fails, those already open close again, last first. */
export async function openHouse(config: Config, surroundings: Surroundings): Promise<House> {
  await using rooms = new AsyncDisposableStack();
  const programs = await findPrograms(config);
  const plan: Plan = {
    config,
    ...surroundings,
    programs,
    rooms,
    notices: new Notices(),
    viewers: new LiveViewers(),
    pulse: new CameraPulse(surroundings.clock),
    bells: {},
    diskIsBack: new Wake(),
  };

  const memory = await openMemory(plan);
  const { catalogue } = memory;
  const converter = startConverter(plan, memory);
  const hub = await openHub(plan, catalogue);
  await noteUnrecorded(plan, catalogue);
  const recorder = startRecorder(plan, memory, { hub, converter });
  const isReconciled = reconcileBehind(plan, memory, { recorder, converter });
  const { cleanup, usedBytes } = startCleanup(plan, memory, { recorder, isReconciled });
  const streamer = await startStreamer(plan, memory, hub);
  Object.assign(plan.bells, { recorder, cleanup, streamer });
  const playback = await openPlayback(plan, memory);
  const health = await openHealth(plan, memory, { hub, streamer, usedBytes });
  Object.assign(plan.bells, { health });
  const api = await openApi(plan, memory, { hub, usedBytes, playback, streamer, health });
  const url = await api.listen({ host: '::', port: config.server.port });

  tellWhatIsNotBuilt(config, surroundings);
  await watchOwnLife(plan, catalogue);
  surroundings.log.info({ channels: config.channels.length, demo: config.demo }, 'the house is open');
  await catalogue.addEvent({ kind: 'started', text: `Mini-NVR ${VERSION} started` });
  return Object.assign(rooms.move(), { url });
}

/** What the configuration knows already and the product does not: said, so that nobody relies on it. */
function tellWhatIsNotBuilt({ recordFormat }: Config, { log }: Surroundings): void {
  if (recordFormat === 'mp4') log.warn('RECORD_FORMAT=mp4 is not built yet: segments are recorded as MKV and converted to MP4');
}
