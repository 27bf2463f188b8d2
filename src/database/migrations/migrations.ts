import { first } from './001-first.ts';

/** Every step of the schema in order, as SQL statements; the number of steps done is the file's `user_version`. */
export const migrations: readonly (readonly string[])[] = [first];
