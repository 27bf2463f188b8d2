import { LiveViewers, Notices } from './api/api.ts';
import type { Config } from './config/config.ts';
import { openHub } from './house/cameras.ts';
import { openMemory } from './house/memory.ts';
import { findPrograms, type Plan, type Surroundings } from './house/plan.ts';
import { noteUnrecorded, reconcileBehind, startCleanup, startConverter, startRecorder } from './house/recording.ts';
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
  Object.assign(plan.bells, { recorder, cleanup });
  const api = await openApi(plan, memory, { hub, usedBytes });
  const url = await api.listen({ host: '::', port: config.server.port });

  tellWhatIsNotBuilt(config, surroundings);
  surroundings.log.info({ channels: config.channels.length, demo: config.demo }, 'the house is open');
  await catalogue.addEvent({ kind: 'started', text: `Mini-NVR ${VERSION} started` });
  return Object.assign(rooms.move(), { url });
}

/** What the configuration knows already and the product does not: said, so that nobody relies on it. */
function tellWhatIsNotBuilt({ recordFormat, youtube }: Config, { log }: Surroundings): void {
  if (recordFormat === 'mp4') log.warn('RECORD_FORMAT=mp4 is not built yet: segments are recorded as MKV and converted to MP4');
  if (youtube.enabled) log.warn('YOUTUBE_ENABLED: streaming to YouTube is not built yet');
}
