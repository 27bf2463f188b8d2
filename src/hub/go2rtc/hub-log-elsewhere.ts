import { type Clock, rest } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/log.ts';
import type { Go2rtcClient } from './go2rtc-client.ts';

const POLL_MS = 1000;
/** go2rtc keeps 1 MB and then nothing more: cleared long before, and rarely, because a line in between is lost. */
const CLEAR_ABOVE_CHARACTERS = 128_000;

export interface FollowLogOptions {
  readonly client: Pick<Go2rtcClient, 'log' | 'clearLog'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly isUp: () => boolean;
  /** Each new line. */
  readonly onLine: (line: string) => void;
}

/** Reads the log of a go2rtc that somebody else keeps alive, so that a broken connection is noticed as soon as with our own. */
export async function followLog(options: FollowLogOptions, signal: AbortSignal): Promise<void> {
  const { clock, log, isUp } = options;
  let seen: string | undefined;
  while (!signal.aborted) {
    await rest(clock, POLL_MS, signal);
    if (signal.aborted || !isUp()) continue;
    try {
      seen = await readOnce(options, seen);
    } catch (error) {
      log.debug({ error: messageOf(error) }, 'cannot read the log of go2rtc');
    }
  }
}

/** @param seen what was read before; undefined at the first time, when everything in it is past. @returns what is read now */
async function readOnce({ client, onLine }: FollowLogOptions, seen: string | undefined): Promise<string> {
  const text = await client.log();
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const fresh = seen === undefined ? '' : whole.startsWith(seen) ? whole.slice(seen.length) : whole;
  for (const line of fresh.split('\n')) if (line !== '') onLine(line);
  if (whole.length <= CLEAR_ABOVE_CHARACTERS) return whole;
  await client.clearLog();
  return '';
}
