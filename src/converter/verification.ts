import { ConversionFailed } from '../lib/errors.ts';
import type { HybridFile, TrackFacts } from '../mp4/mp4.ts';
import { keepsSound } from './ffmpeg-args.ts';
import type { ProbedRecording, ProbedTrack } from './probe.ts';

const TOLERANCE_MS = 100;
/** Sound encoded again comes in frames of up to 128 ms, the last one filled up with silence. */
const NEW_SOUND_TOLERANCE_MS = 500;

/**
 * Compares the finished MP4, as read back from the disk, with what ffprobe counted in the MKV.
 * @throws ConversionFailed saying what is missing
 */
export function verify(recording: ProbedRecording, file: HybridFile): void {
  for (const kind of ['video', 'audio'] as const) {
    const source = recording.tracks.find((track) => track.kind === kind && track.packets > 0);
    if (!source) continue;
    const result = file.tracks.find((track) => track.kind === kind);
    const difference = result ? differenceOf(source, result) : missing(source);
    if (difference) throw new ConversionFailed(difference);
  }
}

/** An encoder makes nothing of sound that is shorter than its frames, as where a recording ends when its sound begins. */
function missing(source: ProbedTrack): string | undefined {
  const isTooShort = isNewSound(source) && source.durationMs <= NEW_SOUND_TOLERANCE_MS;
  return isTooShort ? undefined : `the MP4 has no ${source.kind}`;
}

function differenceOf(source: ProbedTrack, result: TrackFacts): string | undefined {
  const isNew = isNewSound(source);
  if (!isNew && result.samples !== source.packets) {
    return `the MP4 has ${result.samples} ${source.kind} frames, the recording ${source.packets}`;
  }
  const differenceMs = Math.abs(result.durationMs - source.durationMs);
  if (differenceMs <= (isNew ? NEW_SOUND_TOLERANCE_MS : TOLERANCE_MS)) return undefined;
  return `the MP4 has ${seconds(result.durationMs)} of ${source.kind}, the recording ${seconds(source.durationMs)}`;
}

function isNewSound(source: ProbedTrack): boolean {
  return source.kind === 'audio' && !keepsSound(source);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
