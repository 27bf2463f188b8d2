import { COPIED_SOUND, encodedSound, HEVC_TAG, mp4Args } from '../mp4/mp4.ts';
import { notBeside, type PictureSpan, type ProbedRecording, type ProbedTrack } from './probe.ts';

/** What becomes of the pictures: taken as they are, or encoded again. */
export interface VideoEncoding {
  readonly codec: 'copy' | 'libx264' | 'libx265';
  /** Quality, 0 (best) to 51; not for `copy`. */
  readonly crf: number;
  readonly preset: string;
}

/** ffmpeg's arguments: reads a closed MKV, writes a fragmented MP4 to its standard output. */
export function ffmpegArgs(o: { readonly mkvPath: string; readonly recording: ProbedRecording; readonly video: VideoEncoding }): string[] {
  const { recording, video } = o;
  const trackOf = (kind: 'video' | 'audio'): ProbedTrack | undefined =>
    recording.tracks.find((track) => track.kind === kind && track.packets > 0);
  return mp4Args({
    file: o.mkvPath,
    format: 'matroska',
    reading: ['-copyts'], // the file's own times, in which the probe told when there are pictures
    video: videoArgs(trackOf('video')?.codec, video),
    sound: audioArgs(trackOf('audio'), recording.pictures),
    times: 'from-zero',
  });
}

function videoArgs(source: string | undefined, { codec, crf, preset }: VideoEncoding): string[] {
  const isHevc = codec === 'libx265' || (codec === 'copy' && source === 'hevc');
  const tag = isHevc ? HEVC_TAG : [];
  if (codec === 'copy') return ['-c:v', 'copy', ...tag];
  return [
    ...['-c:v', codec, '-crf', String(crf), '-preset', preset, ...tag],
    // each picture keeps its own time and its keyframes stay where they were; no browser shows more than 8 bits in H.264
    ...['-fps_mode', 'passthrough', '-enc_time_base', '-1', '-force_key_frames', 'source', '-vf', 'format=yuv420p|yuvj420p'],
  ];
}

function audioArgs(source: ProbedTrack | undefined, pictures: PictureSpan | undefined): string[] {
  if (!source) return []; // also when a microphone was announced and nothing came: players would wait for it
  if (keepsSound(source)) return [...COPIED_SOUND];
  const { from = 0 } = source;
  // sound far from any picture would make the recording longer, by an hour where a camera's audio clock jumps; so would the frame of
  // silence that an encoder begins with. ffmpeg 5.1 tells its filters a wrong unit of time for what is copied, so this needs encoding
  const drop = notBeside({ from: Math.max(from, pictures?.from ?? 0), to: pictures?.to ?? Number.MAX_SAFE_INTEGER });
  return encodedSound(source, drop);
}

/** Whether a track of sound is taken as it is: where nothing of it must be left out, and players know it. */
export function keepsSound({ codec, strays = 0 }: Pick<ProbedTrack, 'codec' | 'strays'>): boolean {
  return codec === 'aac' && strays === 0;
}
