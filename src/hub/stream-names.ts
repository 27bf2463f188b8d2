/** How many live views by WebRTC the hub has room for: 64 that are shown, and 32 whose browsers it has not yet noticed to be gone. */
export const VIEW_SLOTS = 96;

/**
 * The only names under which the hub knows streams; nobody else chooses a `src`. A key ends each of them, because go2rtc asks
 * nobody on loopback for a password of its RTSP relay: who does not know the name can neither read the stream nor publish to it.
 */
export class StreamNames {
  readonly #end: string;

  /** @param key null for a go2rtc with a configuration of its own, whose streams are named plainly */
  constructor(key: string | null) {
    this.#end = key === null ? '' : `_${key}`;
  }

  camera(channel: number, stream: 'main' | 'sub'): string {
    return `cam${channel}${stream === 'sub' ? '_sub' : ''}${this.#end}`;
  }

  /** @param slot 1 to `VIEW_SLOTS` */
  view(slot: number): string {
    return `view${slot}${this.#end}`;
  }
}
