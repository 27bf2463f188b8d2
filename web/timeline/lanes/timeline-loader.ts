import type { ChannelTimeline } from '#shared/timeline.ts';
import type { Clock } from '../../time/clock.ts';
import type { Span } from '../../time/span.ts';

interface TimelineLoaderOptions {
  /** Asks the server about several channels at once. */
  readonly ask: (channels: readonly number[], from: number, to: number) => Promise<readonly ChannelTimeline[]>;
  readonly clock: Clock;
}

/** Asks for many channels and the same window in one request: each is a query of its own, because each grows old by itself. */
export class TimelineLoader {
  readonly #options: TimelineLoaderOptions;
  readonly #gathering = new Map<string, { readonly channels: Set<number>; readonly answer: Promise<readonly ChannelTimeline[]> }>();

  constructor(options: TimelineLoaderOptions) {
    this.#options = options;
  }

  /** What a channel has in a window. @throws what `ask` throws */
  async load(channel: number, { from, to }: Span): Promise<ChannelTimeline> {
    const key = `${from}/${to}`;
    const gathering = this.#gathering.get(key) ?? this.#gather(key, from, to);
    gathering.channels.add(channel);
    const found = (await gathering.answer).find((one) => one.channel === channel);
    return found ?? { channel, recordings: [], gaps: [], unreadable: [], events: [], coverage: null };
  }

  #gather(key: string, from: number, to: number) {
    const channels = new Set<number>();
    const gathering = { channels, answer: this.#askSoon(key, channels, from, to) };
    this.#gathering.set(key, gathering);
    return gathering;
  }

  async #askSoon(key: string, channels: ReadonlySet<number>, from: number, to: number): Promise<readonly ChannelTimeline[]> {
    await this.#options.clock.sleep(0);
    this.#gathering.delete(key);
    return await this.#options.ask([...channels], from, to);
  }
}
