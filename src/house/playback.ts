import { Playback } from '../playback/playback.ts';
import type { Memory } from './memory.ts';
import type { Plan } from './plan.ts';

/** Opens what people watch and take away with. */
export async function openPlayback({ config, log, clock, programs, rooms }: Plan, { catalogue, volume }: Memory): Promise<Playback> {
  return rooms.use(
    await Playback.open({
      catalogue,
      root: volume.root,
      dataDir: config.dataDir,
      ffmpeg: programs.ffmpeg,
      clock,
      log: log.child({ room: 'playback' }),
    }),
  );
}
