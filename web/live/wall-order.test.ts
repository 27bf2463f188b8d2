import { expect, test } from 'vitest';
import { channelList, inOrder, keepOrder, keptOrder, moved } from './wall-order.ts';

test('cameras stand as they were arranged, new ones at the end, and those that are gone are not missed', () => {
  expect(inOrder([1, 2, 3, 4], [3, 9, 1, 3])).toEqual([3, 1, 2, 4]);
  expect(inOrder([1, 2], [])).toEqual([1, 2]);
});

test('a camera is moved to another place, and no further than the ends', () => {
  expect(moved([1, 2, 3, 4], 1, 2)).toEqual([2, 3, 1, 4]);
  expect(moved([1, 2, 3, 4], 4, 0)).toEqual([4, 1, 2, 3]);
  expect(moved([1, 2, 3], 1, -1)).toEqual([1, 2, 3]);
  expect(moved([1, 2, 3], 3, 7)).toEqual([1, 2, 3]);
  expect(moved([1, 2, 3], 9, 0)).toEqual([1, 2, 3]);
});

test('an order is kept, and what somebody else wrote there is not believed', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };

  keepOrder(storage, [3, 1]);
  expect(keptOrder(storage)).toEqual([3, 1]);
  keepOrder(storage, []);
  expect(keptOrder(storage)).toEqual([]);
  expect(channelList('2,x,-1,0,1.5,4')).toEqual([2, 4]);
});
