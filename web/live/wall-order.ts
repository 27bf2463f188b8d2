const KEY = 'live-order';

/** Channels in the order kept; those it does not know follow in their own. */
export function inOrder(channels: readonly number[], kept: readonly number[]): readonly number[] {
  const known = [...new Set(kept)].filter((channel) => channels.includes(channel));
  return [...known, ...channels.filter((channel) => !known.includes(channel))];
}

/** The same channels with one moved to another's place; those between make room. */
export function moved(channels: readonly number[], channel: number, to: number): readonly number[] {
  const place = Math.min(Math.max(0, to), channels.length - 1);
  const others = channels.filter((other) => other !== channel);
  return channels.includes(channel) ? [...others.slice(0, place), channel, ...others.slice(place)] : channels;
}

/** The order kept in this browser; empty when there is none. */
export function keptOrder(storage: Pick<Storage, 'getItem'>): readonly number[] {
  return channelList(storage.getItem(KEY));
}

/** Keeps an order in this browser; an empty one forgets it. */
export function keepOrder(storage: Pick<Storage, 'setItem' | 'removeItem'>, order: readonly number[]): void {
  if (order.length > 0) storage.setItem(KEY, order.join());
  else storage.removeItem(KEY);
}

/** The channels of a list like `2,1,5`. */
export function channelList(text: string | null | undefined): readonly number[] {
  return (text ?? '').split(',').map(Number).filter(isChannel);
}

function isChannel(number: number): boolean {
  return Number.isInteger(number) && number > 0;
}
