import type { Setting } from '#shared/settings.ts';
import type { LiveViewers, Notices } from '../api/api.ts';
import type { Cleanup } from '../cleanup/cleanup.ts';
import type { Config, Supervisor } from '../config/config.ts';
import type { CameraPulse, Health } from '../health/health.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/log.ts';
import { demandProgram } from '../lib/programs.ts';
import type { Redactor } from '../lib/redact.ts';
import type { Wake } from '../lib/supervise.ts';
import type { Recorder } from '../recorder/recorder.ts';
import type { Streamer } from '../streamer/streamer.ts';

/** What the house stands in: things that are not rooms. */
export interface Surroundings {
  readonly log: Logger;
  readonly clock: Clock;
  readonly redactor: Redactor;
  /** Prints a line for the person who started it. */
  readonly announce: (line: string) => void;
  /** What keeps this process running. */
  readonly supervisor: Supervisor;
  /** Every variable, for people to see. */
  readonly settings: readonly Setting[];
}

/** Programs that were found to start. */
export interface Programs {
  readonly ffmpeg: string;
  readonly ffprobe: string;
}

/** What is handed along while the rooms open. */
export interface Plan extends Surroundings {
  readonly config: Config;
  readonly programs: Programs;
  /** Closes what has been opened, last first. */
  readonly rooms: AsyncDisposableStack;
  readonly notices: Notices;
  readonly viewers: LiveViewers;
  /** Counts what the recorders tell. */
  readonly pulse: CameraPulse;
  /** Rooms that those opened earlier ring; empty until they are open. */
  readonly bells: { recorder?: Recorder; cleanup?: Cleanup; streamer?: Streamer; health?: Health };
  /** Rings when a disk that was away can be used again. */
  readonly diskIsBack: Wake;
}

/** Makes sure that ffmpeg and ffprobe can be started. @throws ProgramMissing */
export async function findPrograms({ programs }: Config): Promise<Programs> {
  const ffmpeg = programs.ffmpeg ?? 'ffmpeg';
  const ffprobe = programs.ffprobe ?? 'ffprobe';
  await demandProgram({ variable: 'FFMPEG_BIN', program: ffmpeg, debianPackage: 'ffmpeg' });
  await demandProgram({ variable: 'FFPROBE_BIN', program: ffprobe, debianPackage: 'ffmpeg' });
  return { ffmpeg, ffprobe };
}
