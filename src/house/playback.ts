import { messageOf } from '../lib/errors.ts';
import { type ExportJob, Playback } from '../playback/playback.ts';
import type { Memory } from './memory.ts';
import type { Plan } from './plan.ts';

/** Opens what people watch and take away with. */
export async function openPlayback(plan: Plan, memory: Memory): Promise<Playback> {
  const { config, log, clock, programs, rooms, notices } = plan;
  const { catalogue, database, volume } = memory;
  return rooms.use(
    await Playback.open({
      catalogue,
      root: volume.root,
      dataDir: config.dataDir,
      ffmpeg: programs.ffmpeg,
      transcodeLimit: config.transcodeLimit,
      clock,
      log: log.child({ room: 'playback' }),
      exports: {
        database,
        timeZone: config.timeZone,
        onChange: (id) => notices.publish({ topic: 'export', id }),
        onEnd: (job) => noteEnd(plan, memory, job),
      },
    }),
  );
}

function noteEnd({ log }: Plan, { catalogue }: Memory, { id, state, by, problem, sizeBytes }: ExportJob): void {
  const isReady = state === 'done';
  const text = isReady ? `The export ${id} that ${by} asked for is ready` : `The export ${id} that ${by} asked for failed: ${problem}`;
  catalogue
    .addEvent({ kind: isReady ? 'export_ready' : 'export_failed', text, data: { id, sizeBytes } })
    .catch((error: unknown) => log.error({ error: messageOf(error) }, 'the end of an export is not noted'));
}
