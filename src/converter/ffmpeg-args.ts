import { notBeside, type PictureSpan, type ProbedRecording, type ProbedTrack } from './probe.ts';

/** What becomes of the pictures: taken as they are, or encoded again. */
export interface VideoEncoding {
  readonly codec: 'copy' | 'libx264' | 'libx265';
  /** Quality, 0 (best) to 51; not for `copy`. */
  readonly crf: number;
  readonly preset: string;
}

/** A fragment per keyframe, and every fragment movable. */
const FRAGMENTS = '+frag_keyframe+default_base_moof+skip_trailer';
/**
 * ffmpeg would let every track begin at 0, which puts late audio at the wrong time: with these each fragment tells its real time.
 * The edit list that comes with them (B-frames) is folded into those times by our writer.
 */
const REAL_TIMES = '+delay_moov+frag_discont';

/** ffmpeg's arguments: reads a closed MKV, writes a fragmented MP4 to its standard output, which it never seeks in. */
export function ffmpegArgs(o: { readonly mkvPath: string; readonly recording: ProbedRecording; readonly video: VideoEncoding }): string[] {
  const { recording, video } = o;
  const trackOf = (kind: 'video' | 'audio'): ProbedTrack | undefined =>
    recording.tracks.find((track) => track.kind === kind && track.packets > 0);
  return [
    ...['-hide_banner', '-nostdin', '-v', 'warning'],
    // the file's own times, in which the probe told when there are pictures
    ...['-protocol_whitelist', 'file,pipe', '-copyts', '-f', 'matroska', '-i', `file:${o.mkvPath}`],
    // without metadata, every segment of a camera has the same init segment
    ...['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact'],
    ...['-map', '0:v:0', ...videoArgs(trackOf('video')?.codec, video)],
    ...audioArgs(trackOf('audio'), recording.pictures),
    ...['-movflags', FRAGMENTS + REAL_TIMES, '-use_editlist', '1', '-avoid_negative_ts', 'make_zero', '-movie_timescale', '90000'],
    ...['-f', 'mp4', 'pipe:1'],
  ];
}

function videoArgs(source: string | undefined, { codec, crf, preset }: VideoEncoding): string[] {
  // browsers want hvc1, ffmpeg's habit is hev1
  const isHevc = codec === 'libx265' || (codec === 'copy' && source === 'hevc');
  const tag = isHevc ? ['-tag:v', 'hvc1'] : [];
  if (codec === 'copy') return ['-c:v', 'copy', ...tag];
  return [
    ...['-c:v', codec, '-crf', String(crf), '-preset', preset, ...tag],
    // each picture keeps its own time and its keyframes stay where they were; no browser shows more than 8 bits in H.264
    ...['-fps_mode', 'passthrough', '-enc_time_base', '-1', '-force_key_frames', 'source', '-vf', 'format=yuv420p|yuvj420p'],
  ];
}

function audioArgs(source: ProbedTrack | undefined, pictures: PictureSpan | undefined): string[] {
  if (!source) return []; // also when a microphone was announced and nothing came: players would wait for it
  if (keepsSound(source)) return ['-map', '0:a:0', '-c:a', 'copy'];
  const { sampleRate = 8000, channels = 1, from = 0 } = source;
  const bitrate = Math.min(4 * sampleRate, 64_000) * channels; // 32 kbit/s for the telephone sound of G.711
  // sound far from any picture would make the recording longer, by an hour where a camera's audio clock jumps; so would the frame of
  // silence that an encoder begins with. ffmpeg 5.1 tells its filters a wrong unit of time for what is copied, so this needs encoding
  const drop = notBeside({ from: Math.max(from, pictures?.from ?? 0), to: pictures?.to ?? Number.MAX_SAFE_INTEGER });
  return ['-map', '0:a:0', '-c:a', 'aac', '-b:a', String(bitrate), '-bsf:a', `noise=drop='${drop}'`];
}

/** Whether a track of sound is taken as it is: where nothing of it must be left out, and players know it. */
export function keepsSound({ codec, strays = 0 }: Pick<ProbedTrack, 'codec' | 'strays'>): boolean {
  return codec === 'aac' && strays === 0;
}
