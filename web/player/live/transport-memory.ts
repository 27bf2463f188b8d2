import type { Transport } from './play.ts';

const KEY = 'live-transport';
const VALID_MS = 10 * 60_000;

/** Remembers for a while that WebRTC finds no way in this network, so that the next tile does not wait for it again. */
export class TransportMemory {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly #now: () => number;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>, now: () => number) {
    this.#storage = storage;
    this.#now = now;
  }

  /** Which to try first. */
  first(): Transport {
    const since = Number(this.#storage.getItem(KEY));
    return since > 0 && this.#now() - since < VALID_MS ? 'mse' : 'webrtc';
  }

  /** MSE played where WebRTC had found no way. */
  webrtcFails(): void {
    this.#storage.setItem(KEY, `${this.#now()}`);
  }

  /** WebRTC played, or the network changed. */
  forget(): void {
    this.#storage.removeItem(KEY);
  }
}
