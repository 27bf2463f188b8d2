import type { WebSocket } from 'ws';
import type { Go2rtcClient } from './go2rtc/go2rtc-client.ts';
import type { View } from './relay/view-slots.ts';
import { streamUnavailable } from './stream-reason.ts';

export interface LiveViewOptions {
  readonly view: View;
  readonly client: Pick<Go2rtcClient, 'socket' | 'whep'>;
  /** Wakes a camera that nobody reads, and learns why it cannot be had; null when it is being read. @throws StreamUnavailable */
  readonly wake: () => Promise<Disposable> | null;
}

/** One live view by WebRTC: whatever the browser does, its pictures end when we say so. */
export class LiveView {
  readonly #options: LiveViewOptions;

  constructor(options: LiveViewOptions) {
    this.#options = options;
  }

  /** Its pictures have ended, whoever ended them. */
  get ended(): Promise<void> {
    return this.#options.view.ended;
  }

  /** Ends its pictures within milliseconds; safe to call twice. */
  end(): void {
    this.#options.view.end();
  }

  /** Answers its offer (WHEP). @throws StreamUnavailable with the reason */
  async whep(offer: string): Promise<string> {
    const { view, client, wake } = this.#options;
    using _ = await wake();
    return await client.whep(view.name, offer).catch(streamUnavailable);
  }

  /** The hub's signalling socket of it. @throws StreamUnavailable with the reason */
  async socket(): Promise<WebSocket> {
    const { view, client, wake } = this.#options;
    const held = await wake();
    void Promise.race([view.started, view.ended]).then(() => held?.[Symbol.dispose]());
    return client.socket(view.name);
  }
}
