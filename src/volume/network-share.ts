import { statfs } from 'node:fs/promises';

/** What the kernel calls file systems that lie on another machine (statfs(2), f_type). */
const SHARES: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0x517b, 'SMB'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'CephFS'],
  [0x01021997, '9p'],
  [0x0bd00bd0, 'Lustre'],
]);

/** Which kind of network share a file system of this type is; null for a local disk, and for what cannot be told (FUSE). */
export function shareOfType(type: number): string | null {
  return SHARES.get(type >>> 0) ?? null; // where the type is signed 32 bits, it arrives negative
}

/** Which kind of network share a folder lies on; null when it is local or does not tell. */
export async function networkShareOf(folder: string): Promise<string | null> {
  return await statfs(folder).then(
    ({ type }) => shareOfType(type),
    () => null,
  );
}
