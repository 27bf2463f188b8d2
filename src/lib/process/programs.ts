import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ProgramMissing } from '../errors.ts';

/** A program the house needs, and the variable that may name another one. */
interface NeededProgram {
  readonly variable: string;
  readonly program: string;
  /** The Debian package that brings it. */
  readonly debianPackage: string;
}

/** What media are read and written with. */
export interface MediaPrograms {
  readonly ffmpeg: string;
  readonly ffprobe: string;
}

/** Makes sure that ffmpeg and ffprobe can be started. @param configured null: by their name. @throws ProgramMissing */
export async function findMediaPrograms(configured: {
  readonly ffmpeg: string | null;
  readonly ffprobe: string | null;
}): Promise<MediaPrograms> {
  const ffmpeg = configured.ffmpeg ?? 'ffmpeg';
  const ffprobe = configured.ffprobe ?? 'ffprobe';
  await demandProgram({ variable: 'FFMPEG_BIN', program: ffmpeg, debianPackage: 'ffmpeg' });
  await demandProgram({ variable: 'FFPROBE_BIN', program: ffprobe, debianPackage: 'ffmpeg' });
  return { ffmpeg, ffprobe };
}

/** Makes sure that a program can be started. @returns the first line it says of its version. @throws ProgramMissing */
async function demandProgram({ variable, program, debianPackage }: NeededProgram): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, ['-version'], { timeout: 10_000 });
    return stdout.split('\n')[0] ?? '';
  } catch (cause) {
    const remedy = `install it ("apt-get install ${debianPackage}") or name it with ${variable} in .env`;
    throw new ProgramMissing(`${program} cannot be started: ${remedy}`, { cause });
  }
}
