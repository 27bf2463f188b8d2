/** What ffmpeg is to make an MP4 of; fragments of several can follow one another in a player only because all are made alike. */
export interface Mp4Source {
  readonly file: string;
  readonly format: 'matroska' | 'mov';
  /** Options for reading it, e.g. where to begin. */
  readonly reading?: readonly string[];
  /** Options for its pictures. */
  readonly video: readonly string[];
  /** Options for its sound, its choice included; none: without sound. */
  readonly sound: readonly string[];
  /** Whether the first of it is at 0, or everything keeps the file's own time. */
  readonly times: 'from-zero' | 'as-they-are';
  /** Where fragments are to follow an init segment that there is already: its units of time a second. */
  readonly timescale?: number;
}

/** A fragment per keyframe, and every fragment movable. */
const FRAGMENTS = '+frag_keyframe+default_base_moof+skip_trailer';
/**
 * ffmpeg would let every track begin at 0, which puts late audio at the wrong time: with these each fragment tells its real time.
 * The edit list that comes with them (B-frames) is folded into those times by our writer.
 */
const REAL_TIMES = '+delay_moov+frag_discont';

/** ffmpeg's arguments: reads a file and nothing else, writes a fragmented MP4 to its standard output, which it never seeks in. */
export function mp4Args({ file, format, reading = [], video, sound, times, timescale }: Mp4Source): string[] {
  const units = timescale === undefined ? ['-use_editlist', '1', '-movie_timescale', '90000'] : ['-use_editlist', '0'];
  return [
    ...['-hide_banner', '-nostdin', '-v', 'warning', '-protocol_whitelist', 'file,pipe', ...reading, '-f', format, '-i', `file:${file}`],
    // without metadata, every segment of a camera has the same init segment
    ...['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact', '-map', '0:v:0', ...video, ...sound],
    ...['-movflags', FRAGMENTS + REAL_TIMES, ...units, ...(timescale === undefined ? [] : ['-video_track_timescale', `${timescale}`])],
    ...['-avoid_negative_ts', times === 'from-zero' ? 'make_zero' : 'disabled', '-flush_packets', '1', '-f', 'mp4', 'pipe:1'],
  ];
}

/** For H.265: browsers want hvc1, ffmpeg's habit is hev1. */
export const HEVC_TAG = ['-tag:v', 'hvc1'] as const;

/** For sound that players know. */
export const COPIED_SOUND = ['-map', '0:a:0', '-c:a', 'copy'] as const;

/** Sound before its encoding. */
export interface SourceSound {
  readonly sampleRate?: number;
  readonly channels?: number;
}

/**
 * For sound that players do not know (G.711), or of which some is left out: AAC, at the rate it is worth.
 * @param drop what of it is left out, in words of ffmpeg's `noise` filter
 */
export function encodedSound({ sampleRate = 8000, channels = 1 }: SourceSound, drop: string): string[] {
  const bitrate = Math.min(4 * sampleRate, 64_000) * channels; // 32 kbit/s for the telephone sound of G.711
  return ['-map', '0:a:0', '-c:a', 'aac', '-b:a', String(bitrate), '-bsf:a', `noise=drop='${drop}'`];
}

/** For fragments that are encoded again: every picture keeps its time, parameter sets stand before each keyframe. */
export function encodedFragments(h264: readonly string[]): string[] {
  return [
    ...['-fps_mode', 'passthrough', '-enc_time_base', '-1', '-c:v', 'libx264', ...h264, '-bf', '0', '-g', '10000', '-sc_threshold', '0'],
    ...['-bsf:v', 'dump_extra=freq=keyframe'],
  ];
}
