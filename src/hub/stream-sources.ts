import type { Clock } from '../lib/clock.ts';
import { HubUnreachable, messageOf, StreamUnavailable } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import type { Go2rtcClient } from './go2rtc/go2rtc-client.ts';

const LOOK_MS = 100;
/** As long as go2rtc takes for a snapshot, and the doctor for a look at a camera; all others have let go before. */
const UNREAD_WITHIN_MS = 15_000;

export interface StreamSourcesOptions {
  readonly client: Pick<Go2rtcClient, 'readersOf' | 'setSource' | 'forget'>;
  /** What each stream is to be read from, by name. */
  readonly wanted: () => ReadonlyMap<string, string>;
  /** Takes other programs off a stream. */
  readonly endReaders: (name: string) => void;
  /** Writes the configuration for go2rtc's next life; null: it runs elsewhere, and would be started anew because of it. */
  readonly rewrite: (() => void) | null;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Keeps go2rtc's streams as they are wanted while it runs: it is told of one stream, and no other loses a packet. */
export class StreamSources {
  readonly #options: StreamSourcesOptions;
  readonly #telling = new Map<string, Promise<void>>();
  #inFile: ReadonlyMap<string, string>;
  #told: Map<string, string>;

  /** go2rtc's configuration was written with what is wanted now. */
  constructor(options: StreamSourcesOptions) {
    this.#options = options;
    this.#inFile = options.wanted();
    this.#told = new Map(this.#inFile);
  }

  /** Whether go2rtc reads this stream from where it should. */
  isTold(name: string): boolean {
    return this.#told.get(name) === this.#options.wanted().get(name);
  }

  /**
   * Tells go2rtc what is new of a stream, when nobody reads it any more as it was: official builds would give its readers the former
   * camera until the last of them leaves. @throws HubUnreachable, StreamUnavailable
   */
  tell(name: string, unreadWithinMs = UNREAD_WITHIN_MS): Promise<void> {
    const telling = this.#telling.get(name) ?? this.#tell(name, unreadWithinMs).finally(() => this.#telling.delete(name));
    this.#telling.set(name, telling);
    return telling;
  }

  /** go2rtc has been started anew, and knows what its configuration says. */
  async begun(): Promise<void> {
    this.#told = new Map(this.#inFile);
    const names = new Set([...this.#told.keys(), ...this.#options.wanted().keys()]);
    await Promise.all([...names].map((name) => this.tellOrLog(name)));
  }

  /** As `tell`; what fails is told again when somebody asks for the stream. */
  async tellOrLog(name: string): Promise<void> {
    await this.tell(name).catch((error: unknown) =>
      this.#options.log.warn(
        { error: messageOf(error) },
        'go2rtc does not take a camera’s new address; it is told again when the stream is asked for',
      ),
    );
  }

  async #tell(name: string, unreadWithinMs: number): Promise<void> {
    if (this.isTold(name)) return;
    const { client, wanted, rewrite } = this.#options;
    try {
      if (this.#told.has(name)) await this.#untilUnread(name, unreadWithinMs);
      const source = wanted().get(name);
      if (source !== undefined) await client.setSource(name, source).catch(notTaken);
      else if (rewrite) await client.forget(name);
      if (source === undefined) this.#told.delete(name);
      else this.#told.set(name, source);
    } finally {
      this.#write();
    }
  }

  async #untilUnread(name: string, withinMs: number): Promise<void> {
    const { client, clock, endReaders } = this.#options;
    const until = clock.monotonic() + withinMs;
    do {
      endReaders(name);
      if ((await client.readersOf(name)) === 0) return;
      await clock.sleep(LOOK_MS);
    } while (clock.monotonic() < until);
  }

  #write(): void {
    if (!this.#options.rewrite) return;
    this.#options.rewrite();
    this.#inFile = new Map(this.#options.wanted());
  }
}

function notTaken(error: unknown): never {
  if (!(error instanceof HubUnreachable) || !error.message.includes('source not supported')) throw error;
  const detail = 'go2rtc reads its first camera by http:// or rtmp:// only after it was started anew: restart Mini-NVR';
  throw new StreamUnavailable('camera_error', detail, { cause: error });
}
