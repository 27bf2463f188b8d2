import type { Command } from '../lib/child.ts';
import { likelyContainer, openForReading } from '../lib/container.ts';

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
 * ffmpeg that copies a recording (MKV, or an ordinary MP4) as fragmented MP4, one fragment per keyframe, to its standard output.
 * From the beginning it does what the converter does, so that the same init segment comes out; from later on it keeps the
 * file's own timestamps, which then tell where it really began.
 */
export async function remuxCommand({ ffmpeg, absolutePath, isGrowing, fromMs }: RemuxSource): Promise<Command> {
  const isMkv = (await likelyContainer(absolutePath)) === 'mkv';
  const codecs = isMkv ? await codecsIn(absolutePath) : [];
  const seek = fromMs > 0 ? ['-copyts', '-ss', (fromMs / 1000).toFixed(3)] : [];
  const input = [...seek, '-f', isMkv ? 'matroska' : 'mov', ...(isGrowing ? ['-follow', '1'] : []), '-i', `file:${absolutePath}`];
  return {
    program: ffmpeg,
    args: [
      ...['-hide_banner', '-nostdin', '-v', 'warning', '-protocol_whitelist', 'file,pipe', ...input],
      ...['-map', '0:v:0', '-map', '0:a:0?', '-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact', '-c', 'copy'],
      ...(codecs.some((codec) => codec.startsWith('V_MPEGH/ISO/HEVC')) ? ['-tag:v', 'hvc1'] : []),
      ...(codecs.some((codec) => codec.startsWith('A_') && !codec.startsWith('A_AAC')) ? SPOKEN : []),
      ...['-movflags', '+frag_keyframe+default_base_moof+skip_trailer+delay_moov+frag_discont', '-use_editlist', '1'],
      ...['-avoid_negative_ts', fromMs > 0 ? 'disabled' : 'make_zero', '-movie_timescale', '90000'],
      ...['-flush_packets', '1', '-f', 'mp4', 'pipe:1'],
    ],
  };
}

/** Sound that no MP4 player knows (G.711): what an encoder puts before its first sound is left out. */
const SPOKEN = ['-c:a', 'aac', '-b:a', '32k', '-bsf:a', "noise=drop='lt(pts,0)'"];

/** Names of the codecs in a Matroska file: they stand in its header as plain text. */
async function codecsIn(absolutePath: string): Promise<string[]> {
  await using file = await openForReading(absolutePath);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
  return buffer.toString('latin1', 0, bytesRead).match(/[VA]_[A-Z0-9/_]{3,}/g) ?? [];
}
