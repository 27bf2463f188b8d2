import { useState } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import { pageOf, placesOf, WALL_LAYOUTS, type WallLayout } from './wall-layout.ts';
import { inOrder, keepOrder, keptOrder, moved } from './wall-order.ts';

/** What the address says of the wall. */
export interface WallAddress {
  readonly layout: WallLayout | undefined;
  /** Which cameras, in which order; empty: all, in the order of this browser. */
  readonly channels: readonly number[];
  readonly page: number;
}

export type ChangeAddress = (change: { layout?: WallLayout; channels?: readonly number[]; page?: number }) => void;

const LAYOUT_KEY = 'live-layout';

/** Which cameras stand where on the wall: as the address says, and else as this browser was left. */
export function useWall(all: ConfigAnswer['channels'], address: WallAddress, change: ChangeAddress) {
  const [order, setOrder] = useState(() => keptOrder(localStorage));
  const isChosen = address.channels.length > 0;
  const numbers = all.map(({ channel }) => channel);
  const chosen = isChosen ? address.channels.filter((channel) => numbers.includes(channel)) : inOrder(numbers, order);
  const layout = address.layout ?? keptLayout();
  const { shown, page, pages } = pageOf(chosen, layout, address.page);

  const arrange = (channels: readonly number[]): void => {
    if (isChosen || channels.length < numbers.length) change({ channels });
    else keep(channels);
  };
  const keep = (channels: readonly number[]): void => {
    keepOrder(localStorage, channels);
    setOrder(channels);
  };
  return {
    layout,
    page,
    pages,
    count: chosen.length,
    placesBefore: (page - 1) * placesOf(layout),
    shown: camerasOf(all, shown),
    hidden: camerasOf(
      all,
      numbers.filter((channel) => !chosen.includes(channel)),
    ),
    isArranged: isChosen || order.length > 0,
    setLayout: (wanted: WallLayout) => {
      localStorage.setItem(LAYOUT_KEY, wanted);
      change({ layout: wanted, page: 1 });
    },
    setPage: (wanted: number) => change({ page: wanted }),
    move: (channel: number, to: number) => arrange(moved(chosen, channel, to)),
    hide: (channel: number) => chosen.length > 1 && arrange(chosen.filter((other) => other !== channel)),
    show: (channel: number) => arrange([...chosen, channel]),
    reset: () => {
      keep([]);
      change({ channels: [] });
    },
  };
}

function keptLayout(): WallLayout {
  const kept = localStorage.getItem(LAYOUT_KEY);
  return WALL_LAYOUTS.find((layout) => layout === kept) ?? 'auto';
}

function camerasOf(all: ConfigAnswer['channels'], channels: readonly number[]): ConfigAnswer['channels'] {
  return channels.flatMap((channel) => all.find((camera) => camera.channel === channel) ?? []);
}
