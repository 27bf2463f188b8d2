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

/** The channels there are now. */
export class Channels {
  readonly #current: () => readonly NamedChannel[];

  constructor(current: () => readonly NamedChannel[]) {
    this.#current = current;
  }

  get numbers(): number[] {
    return this.#current().map(({ channel }) => channel);
  }

  nameOf(channel: number): string {
    return this.#find(channel)?.name ?? `Camera ${channel}`;
  }

  namesOf(channels: readonly number[]): string {
    return channels.map((channel) => this.nameOf(channel)).join(', ');
  }

  /** @throws Refused `channel-unknown` */
  demand(channel: number): number {
    if (!this.#find(channel)) throw new Refused('channel-unknown', `There is no channel ${channel}`);
    return channel;
  }

  #find(channel: number): NamedChannel | undefined {
    return this.#current().find((known) => known.channel === channel);
  }
}
