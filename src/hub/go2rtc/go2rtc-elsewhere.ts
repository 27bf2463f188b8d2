import { type Clock, rest } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import { Patience } from '../../lib/patience.ts';
import type { Go2rtcClient } from './go2rtc-client.ts';

const PROBE_EVERY_MS = 2000;
const PROBE_WITHIN_MS = 2000;
const PROBES_MISSED = 3;

export interface ElsewhereOptions {
  readonly client: Go2rtcClient;
  readonly clock: Clock;
  readonly onUp: (version: string) => void;
  readonly onDown: (reason: string) => void;
}

/** Watches a go2rtc that somebody else keeps alive (the compose file does). */
export async function watchExternalGo2rtc({ client, clock, onUp, onDown }: ElsewhereOptions, signal: AbortSignal): Promise<void> {
  const patience = new Patience({ clock, tickMs: PROBE_EVERY_MS + PROBE_WITHIN_MS });
  let isUp = false;
  let missed = 0;
  while (!signal.aborted) {
    const answer = await client.info(PROBE_WITHIN_MS).catch((error: unknown) => messageOf(error));
    patience.tick();
    if (typeof answer !== 'string') {
      missed = 0;
      if (!isUp) onUp(answer.version);
      isUp = true;
    } else if (!isUp || (!patience.isLate && ++missed >= PROBES_MISSED)) {
      // late: while we stood still ourselves, its answer could not be heard
      isUp = false;
      onDown(answer);
    }
    await rest(clock, PROBE_EVERY_MS, signal);
  }
}
