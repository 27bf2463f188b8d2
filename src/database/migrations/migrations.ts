import { first } from './001-first.ts';
import { streaming } from './002-streaming.ts';
import { exports } from './003-exports.ts';
import { storageHours } from './004-storage-hours.ts';
import { shares } from './005-shares.ts';
import { unreadable } from './006-unreadable.ts';
import { diskBytes } from './007-disk-bytes.ts';
import { unplayable } from './008-unplayable.ts';

/** Every step of the schema in order, as SQL statements; the number of steps done is the file's `user_version`. */
export const migrations: readonly (readonly string[])[] = [
  first,
  streaming,
  exports,
  storageHours,
  shares,
  unreadable,
  diskBytes,
  unplayable,
];
