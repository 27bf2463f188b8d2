import { z } from 'zod';
import { ChannelNumber } from '#shared/channel.ts';
import { Refused } from '../lib/errors.ts';

/** Parameters of routes below /api/channel/{ch}. */
export const ChannelParams = z.object({ ch: ChannelNumber });

/** So many values may a list in a query or a body have; Mini-NVR knows no more channels. */
export const MOST_VALUES = 64;

/** One channel or several (`?channel=1&channel=2`), each once; absent or empty: all. */
export const ChannelsQuery = z
  .union(
    [
      z.literal('').transform(() => []),
      ChannelNumber.transform((channel) => [channel]),
      z
        .array(ChannelNumber)
        .max(MOST_VALUES)
        .transform((channels) => [...new Set(channels)]),
    ],
    { error: `Name one channel, or ${MOST_VALUES} at most` },
  )
  .optional();

export interface NamedChannel {
  readonly channel: number;
  readonly name: string;
}

/** The channels of the configuration. */
export class Channels {
  readonly #names: ReadonlyMap<number, string>;

  constructor(channels: readonly NamedChannel[]) {
    this.#names = new Map(channels.map(({ channel, name }) => [channel, name]));
  }

  get numbers(): number[] {
    return [...this.#names.keys()];
  }

  nameOf(channel: number): string {
    return this.#names.get(channel) ?? `Camera ${channel}`;
  }

  /** @throws Refused `channel-unknown` */
  demand(channel: number): number {
    if (!this.#names.has(channel)) throw new Refused('channel-unknown', `There is no channel ${channel}`);
    return channel;
  }
}
