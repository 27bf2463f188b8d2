import { type Clock, rest } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Go2rtcClient } from './go2rtc-client.ts';

const PROBE_EVERY_MS = 2000;
const PROBES_MISSED = 3;

export interface ElsewhereOptions {
  readonly client: Go2rtcClient;
  readonly clock: Clock;
  readonly onUp: (version: string) => void;
  readonly onDown: (reason: string) => void;
}

/** Watches a go2rtc that somebody else keeps alive (the compose file does). */
export async function watchExternalGo2rtc({ client, clock, onUp, onDown }: ElsewhereOptions, signal: AbortSignal): Promise<void> {
  let isUp = false;
  let missed = 0;
  while (!signal.aborted) {
    const answer = await client.info(2000).catch((error: unknown) => messageOf(error));
    if (typeof answer !== 'string') {
      missed = 0;
      if (!isUp) onUp(answer.version);
      isUp = true;
    } else if (++missed >= PROBES_MISSED || !isUp) {
      isUp = false;
      onDown(answer);
    }
    await rest(clock, PROBE_EVERY_MS, signal);
  }
}
