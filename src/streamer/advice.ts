import type { ProgrammeFacts } from './programme.ts';
import type { Treatment } from './source-command.ts';

/** Keyframes further apart than this make the ingest complain, and a new session begin late. */
const LONGEST_GOP_MS = 4100;

/** What the owner could set better at the camera, in sentences. */
export function adviceFor({ treatment, keyframeMs }: ProgrammeFacts & { readonly treatment: Treatment | null }): string[] {
  const advice: string[] = [];
  if (treatment?.video === 'transcoded') {
    advice.push(
      'The camera does not send H.264, so its video is encoded again, which takes about one processor core for 1080p: set the camera to H.264 to save that.',
    );
  }
  if (keyframeMs !== null && keyframeMs > LONGEST_GOP_MS) {
    const seconds = (keyframeMs / 1000).toFixed(1);
    advice.push(
      `Keyframes come up to ${seconds} s apart; YouTube wants them every 2 to 4 s: set the camera’s I-frame interval (GOP) to 2 s.`,
    );
  }
  return advice;
}
