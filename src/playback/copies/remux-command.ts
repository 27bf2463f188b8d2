import { likelyContainer, openForReading } from '../../lib/files/container.ts';
import type { Command } from '../../lib/process/child.ts';
import { COPIED_SOUND, encodedSound, HEVC_TAG, mp4Args } from '../../mp4/mp4.ts';
import { type MatroskaTrack, matroskaTracks } from './matroska-header.ts';

/** What is copied into fragments. */
export interface RemuxSource {
  readonly ffmpeg: string;
  readonly absolutePath: string;
  /** It is being written: go on reading where it ends now. */
  readonly isGrowing: boolean;
  /** Begin at the last keyframe before this media time. */
  readonly fromMs: number;
}

/** As much of a Matroska file as always holds the description of its tracks. */
const HEADER_BYTES = 65_536;

/**
 * ffmpeg that copies a recording (MKV, or an ordinary MP4) as fragmented MP4, one fragment per keyframe, to its standard output,
 * with the same init segment as the MP4 that the converter makes of it. From the beginning the times are those of that MP4, too;
 * from later on it keeps the file's own timestamps, which then tell where it really began.
 */
export async function remuxCommand({ ffmpeg, absolutePath, isGrowing, fromMs }: RemuxSource): Promise<Command> {
  const isMkv = (await likelyContainer(absolutePath)) === 'mkv';
  const tracks = isMkv ? await tracksIn(absolutePath) : [];
  const isHevc = tracks.some(({ codec }) => codec.startsWith('V_MPEGH/ISO/HEVC'));
  const args = mp4Args({
    file: absolutePath,
    format: isMkv ? 'matroska' : 'mov',
    reading: [...(fromMs > 0 ? ['-copyts', '-ss', (fromMs / 1000).toFixed(3)] : []), ...(isGrowing ? ['-follow', '1'] : [])],
    video: ['-c:v', 'copy', ...(isHevc ? HEVC_TAG : [])],
    sound: soundOf(tracks.find(({ codec }) => codec.startsWith('A_'))),
    times: fromMs > 0 ? 'as-they-are' : 'from-zero',
  });
  return { program: ffmpeg, args };
}

/** What an encoder puts before its first sound is left out. */
function soundOf(track: MatroskaTrack | undefined): readonly string[] {
  if (track && !track.codec.startsWith('A_AAC')) return encodedSound(track, 'lt(pts,0)');
  return track ? COPIED_SOUND : ['-map', '0:a:0?', '-c:a', 'copy']; // an MP4 is taken as it is
}

async function tracksIn(absolutePath: string): Promise<MatroskaTrack[]> {
  await using file = await openForReading(absolutePath);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
  return matroskaTracks(buffer.subarray(0, bytesRead));
}
