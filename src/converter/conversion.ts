import { rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { ConversionFailed, MediaInvalid, systemCodeOf } from '../lib/errors.ts';
import { recordingDiskBytesOf } from '../lib/files/disk-bytes.ts';
import { syncFolder } from '../lib/files/sync-folder.ts';
import { runChild } from '../lib/process/child.ts';
import { type ChildLimits, MEMORY_FOR } from '../lib/process/child-limits.ts';
import { howItEnded } from '../lib/process/last-words.ts';
import { encodeFragmentIndex, type HybridFile, HybridWriter, readHybrid, reserveBytesFor, type TrackFacts } from '../mp4/mp4.ts';
import { ffmpegArgs, type VideoEncoding } from './ffmpeg-args.ts';
import { unfinishedPathFor } from './leftover.ts';
import { NICENESS, type ProbedRecording, probeRecording } from './probe.ts';
import { encodingWithinMs, readingWithinMs } from './time-limits.ts';
import { verify } from './verification.ts';

/** What is half done is rubbish anyway: no need to wait for ffmpeg to end in order. */
const GRACE_MS = 1000;
/** ffmpeg writes into the file itself: only its words tell why it could not. */
const DISK_FULL_WORDS = 'No space left on device';

/** A closed MKV that waits to be made an MP4. */
export interface PendingSegment {
  readonly id: number;
  readonly channel: number;
  /** Relative to the recordings' folder. */
  readonly path: string;
  readonly startedAt: number;
  readonly durationMs: number;
}

/** A finished MP4, complete and synced. */
export interface Conversion {
  readonly id: number;
  /** Relative to the recordings' folder. */
  readonly path: string;
  readonly sizeBytes: number;
  /** What it takes of the disk; where it is not given, as much as it is long. */
  readonly diskBytes?: number;
  readonly durationMs: number;
  /** What players of single fragments need first. */
  readonly init: Uint8Array;
  /** The fragment index, encoded; `decodeFragmentIndex` reads it. */
  readonly index: Uint8Array;
  readonly tracks: readonly TrackFacts[];
}

/** What a conversion needs besides the segment. */
export interface ConversionTools {
  /** The folder that paths of segments start from. */
  readonly root: string;
  readonly programs: { readonly ffmpeg: string; readonly ffprobe: string };
  readonly video: VideoEncoding;
  /** What ffmpeg may take; where it is not given, what is enough for any recording. */
  readonly limits?: ChildLimits;
}

/**
 * Makes an MP4 beside the MKV, complete, compared with it and synced; the MKV is left for the caller to remove.
 * @throws MediaInvalid when the recording cannot be read; ConversionFailed when the result is not worth keeping; the system's error. Nothing is left behind
 */
export async function convert(segment: PendingSegment, tools: ConversionTools, signal: AbortSignal): Promise<Conversion> {
  const { ffprobe } = tools.programs;
  const mkvPath = path.join(tools.root, segment.path);
  if (!segment.path.endsWith('.mkv')) throw new ConversionFailed('the recording is no MKV');
  if (!(await exists(mkvPath))) throw new ConversionFailed('the recording is gone from the disk');

  const recording = await probeRecording(ffprobe, mkvPath, signal);
  if (recording.videoPackets === 0) throw new MediaInvalid('the recording holds no video');

  const mp4Path = mkvPath.replace(/\.mkv$/, '.mp4');
  const file = (await finishedBefore(mp4Path, recording)) ?? (await make(mp4Path, { mkvPath, recording, tools, signal }));
  const { sizeBytes, durationMs, init, tracks } = file;
  return {
    id: segment.id,
    path: segment.path.replace(/\.mkv$/, '.mp4'),
    sizeBytes,
    diskBytes: recordingDiskBytesOf(await stat(mp4Path)),
    durationMs,
    init,
    tracks,
    index: encodeFragmentIndex(file.index),
  };
}

/**
 * A run that was killed after the renaming has left a finished MP4: it is taken as it is.
 * @throws ConversionFailed when there is an MP4 of that name which is another recording
 */
async function finishedBefore(mp4Path: string, recording: ProbedRecording): Promise<HybridFile | undefined> {
  if (!(await exists(mp4Path))) return undefined;
  try {
    const file = await readHybrid(mp4Path);
    verify(recording, file);
    return file;
  } catch (error) {
    throw new ConversionFailed('there is another recording where the MP4 would be', { cause: error });
  }
}

interface Work {
  readonly mkvPath: string;
  readonly recording: ProbedRecording;
  readonly tools: ConversionTools;
  readonly signal: AbortSignal;
}

async function make(mp4Path: string, work: Work): Promise<HybridFile> {
  const { recording, mkvPath, signal } = work;
  const unfinishedPath = unfinishedPathFor(mkvPath);
  const samples = recording.tracks.reduce((sum, { packets }) => sum + packets, 0);
  const reserveBytes = reserveBytesFor(recording.durationMs, samples);
  const writer = await HybridWriter.writtenBy(unfinishedPath, { reserveBytes }, (descriptor) => runFfmpeg(descriptor, work));
  try {
    await writer.close();
    const file = await readHybrid(unfinishedPath);
    verify(recording, file);
    signal.throwIfAborted();
    await rename(unfinishedPath, mp4Path);
    await syncFolder(path.dirname(mp4Path));
    return file;
  } catch (error) {
    await writer.abandon();
    // what we made is to blame, not the recording
    throw error instanceof MediaInvalid ? new ConversionFailed(error.message, { cause: error }) : error;
  }
}

async function runFfmpeg(descriptor: number, { mkvPath, recording, tools, signal }: Work): Promise<void> {
  const args = ffmpegArgs({ mkvPath, recording, video: tools.video });
  const limits = await limitsOf(mkvPath, recording, tools);
  const options = { signal, graceMs: GRACE_MS, niceness: NICENESS, stdoutTo: descriptor, ...limits };
  const { code, signal: endSignal, lastWords } = await runChild({ program: tools.programs.ffmpeg, args }, options);
  signal.throwIfAborted();
  if (lastWords.some((line) => line.includes(DISK_FULL_WORDS))) throw Object.assign(new Error(DISK_FULL_WORDS), { code: 'ENOSPC' });
  if (code === 0) return;
  const data = { code, lastWords: lastWords.join('\n') };
  throw new ConversionFailed(`ffmpeg failed: ${howItEnded({ code, signal: endSignal, lastWords })}`, { data });
}

async function limitsOf(mkvPath: string, { durationMs }: ProbedRecording, { video, limits }: ConversionTools): Promise<ChildLimits> {
  const readingMs = await readingWithinMs(mkvPath);
  if (video.codec === 'copy') return { memoryBytes: MEMORY_FOR.copying, withinMs: readingMs, ...limits };
  return { memoryBytes: MEMORY_FOR.encoding, withinMs: readingMs + encodingWithinMs(durationMs), ...limits };
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
