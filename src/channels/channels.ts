import { isDeepStrictEqual } from 'node:util';
import type { ChannelConfig } from '../config/config.ts';
import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import type { Redactor } from '../lib/redact.ts';

/** A room that works with channels. It is told of one only when what it needs to know of that channel is another. */
export interface ChannelUser {
  /** What of a channel's settings it works by; null: it has nothing to do with this channel. */
  readonly needs: (settings: ChannelConfig) => unknown;
  /** Lets go of the channel as it was. The list is another already. */
  readonly leave?: (channel: number) => unknown;
  /** Takes the channel as it is now. */
  readonly take?: (settings: ChannelConfig) => unknown;
}

/**
 * Which channels there are and how each is set: the only place that knows. A change is told to whom it concerns, and touches no other
 * channel; those of one channel follow each other, those of several do not wait for each other.
 */
export class ChannelList {
  readonly #log: Logger;
  readonly #redactor: Redactor;
  readonly #users: ChannelUser[] = [];
  readonly #changing = new Map<number, Promise<unknown>>();
  #current: readonly ChannelConfig[] = [];

  /** @param redactor told of every channel's secrets before anybody hears of the channel */
  constructor(channels: readonly ChannelConfig[], { log, redactor }: { readonly log: Logger; readonly redactor: Redactor }) {
    this.#log = log;
    this.#redactor = redactor;
    for (const settings of channels) this.#replace(settings.channel, settings);
  }

  /** By number, rising. */
  current(): readonly ChannelConfig[] {
    return this.#current;
  }

  /** Gives a room the channels there are, and from now on every change: rooms take in the order of joining, and leave in the reverse one. */
  join(user: ChannelUser): void {
    this.#users.push(user);
    for (const settings of this.#current) {
      if (needsOf(user, settings) !== null)
        void this.#inTurn(settings.channel, () => this.#tell(settings.channel, user.take?.bind(user, settings)));
    }
  }

  /** Adds a channel, or sets it otherwise. @returns whether that was new, when everybody has taken it */
  set(settings: ChannelConfig): Promise<boolean> {
    return this.#inTurn(settings.channel, () => this.#change(settings.channel, settings));
  }

  /** Takes a channel away; what was recorded of it stays. @returns whether there was such a channel, when everybody has left it */
  remove(channel: number): Promise<boolean> {
    return this.#inTurn(channel, () => this.#change(channel, undefined));
  }

  async #change(channel: number, after: ChannelConfig | undefined): Promise<boolean> {
    const before = this.#current.find((known) => known.channel === channel);
    if (isDeepStrictEqual(before, after)) return false;
    this.#replace(channel, after);
    this.#log.info({ channel, now: after ? 'set' : 'removed' }, 'camera list changed');
    const concerned = this.#users.filter((user) => !isDeepStrictEqual(needsOf(user, before), needsOf(user, after)));
    for (const user of concerned.toReversed()) if (needsOf(user, before) !== null) await this.#tell(channel, () => user.leave?.(channel));
    if (after) for (const user of concerned) if (needsOf(user, after) !== null) await this.#tell(channel, () => user.take?.(after));
    return true;
  }

  #replace(channel: number, settings: ChannelConfig | undefined): void {
    this.#redactor.learn(settings?.secrets ?? []);
    const others = this.#current.filter((known) => known.channel !== channel);
    this.#current = [...others, ...(settings ? [Object.freeze({ ...settings })] : [])].toSorted((a, b) => a.channel - b.channel);
  }

  /** One room that fails must not keep the others from hearing of it. */
  async #tell(channel: number, act: (() => unknown) | undefined): Promise<void> {
    try {
      await act?.();
    } catch (error) {
      this.#log.error({ channel, error: messageOf(error) }, 'camera settings not applied everywhere: restart Mini-NVR');
    }
  }

  #inTurn<T>(channel: number, act: () => Promise<T>): Promise<T> {
    const done = (this.#changing.get(channel) ?? Promise.resolve()).then(act, act);
    this.#changing.set(channel, done);
    return done;
  }
}

function needsOf(user: ChannelUser, settings: ChannelConfig | undefined): unknown {
  return settings ? user.needs(settings) : null;
}
