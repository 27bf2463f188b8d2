import os from 'node:os';
import { expect, test } from 'vitest';
import { networkShareOf, shareOfType } from './network-share.ts';

test('names network shares, whether the type arrives signed or not', () => {
  expect([0x6969, 0xff534d42, 0xff534d42 | 0, 0xef53, 0x01021994].map(shareOfType)).toEqual(['NFS', 'SMB', 'SMB', null, null]);
});

test('says nothing of a local folder and of one that is not there', async () => {
  expect([await networkShareOf(os.tmpdir()), await networkShareOf('/nowhere/at/all')]).toEqual([null, null]);
});
