import { isLoginRefused } from '#shared/channel.ts';
import type { CatalogueQuestions } from '../../catalogue/catalogue.ts';
import type { StreamTrouble } from '../../hub/hub.ts';
import type { Clock } from '../../lib/clock.ts';
import { StreamUnavailable } from '../../lib/errors.ts';

/** How long a camera that refused the password is left alone by viewers; cameras lock accounts after a few attempts. */
const REST_MS = 60_000;

export interface CameraGateOptions {
  readonly questions: Pick<CatalogueQuestions, 'channelStates'>;
  readonly clock: Clock;
}

/** Keeps viewers away from cameras that refuse the password, as the recorder found, or the last viewer of one that is not recorded. */
export class CameraGate {
  readonly #options: CameraGateOptions;
  readonly #refusals = new Map<number, { readonly until: number; readonly trouble: StreamTrouble }>();

  constructor(options: CameraGateOptions) {
    this.#options = options;
  }

  /** A viewer has been told why there is no stream. */
  note(channel: number, trouble: StreamTrouble): void {
    if (isLoginRefused(trouble.reason)) this.#refusals.set(channel, { until: this.#options.clock.monotonic() + REST_MS, trouble });
  }

  /** Another camera begins anew. */
  forget(channel: number): void {
    this.#refusals.delete(channel);
  }

  /** @throws StreamUnavailable when nobody should ask this camera now */
  async demandOpen(channel: number): Promise<void> {
    const state = (await this.#options.questions.channelStates()).find((candidate) => candidate.channel === channel);
    if (state?.reason && isLoginRefused(state.reason)) {
      throw new StreamUnavailable(state.reason, state.detail ?? 'The camera refuses the user name or password');
    }
    const refusal = this.#refusals.get(channel);
    if (!refusal || refusal.until <= this.#options.clock.monotonic()) return;
    throw new StreamUnavailable(refusal.trouble.reason, refusal.trouble.detail);
  }
}
