import type { TroubleReason } from '#shared/channel.ts';
import { StreamUnavailable } from '../lib/errors.ts';
import type { ChildExit } from '../lib/process/child.ts';
import { howItEnded } from '../lib/process/last-words.ts';
import { SlowStream } from './slow-stream.ts';

const RULES: readonly (readonly [RegExp, TroubleReason, string])[] = [
  [/No space left on device|Disk quota exceeded/i, 'disk_full', 'The disk is full'],
  [/Read-only file system/i, 'storage_error', 'The disk is read-only'],
  [/Input\/output error|Permission denied|No such file or directory/i, 'storage_error', 'The disk does not take the recording'],
  [/matches no streams|does not contain any stream/i, 'no_video', 'The camera sends no video, only sound'],
  [/Connection timed out/i, 'no_video', 'The camera sends no pictures'],
  [/404 Not Found|Connection refused|Connection reset|End of file/i, 'unknown', 'The stream ended'],
];

/** ffmpeg has looked for as long as it was told, and no keyframe was there: there was sound, or nothing that says how large a picture is. */
const NO_PICTURE_YET = /unspecified size|dimensions not set/i;

/**
 * Why ffmpeg ended, from its last words; its exit code proves nothing (a hung source ended with 0). The words go along as
 * `data.lastWords`, for the log.
 */
export function reasonOfExit(exit: ChildExit): StreamUnavailable {
  const lastWords = exit.lastWords.join('\n');
  const details = { data: { lastWords } };
  if (NO_PICTURE_YET.test(lastWords)) return new SlowStream('sound before pictures');
  for (const [pattern, reason, detail] of RULES) if (pattern.test(lastWords)) return new StreamUnavailable(reason, detail, details);
  if (exit.signal) return new StreamUnavailable('recorder_failed', `The recorder was killed (${exit.signal})`, details);
  if (exit.code === 0) return new StreamUnavailable('unknown', 'The stream ended', details);
  return new StreamUnavailable('recorder_failed', `The recorder failed: ${howItEnded(exit)}`, details);
}
