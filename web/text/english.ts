import { app } from './english/app.ts';
import { demo } from './english/demo.ts';
import { gap } from './english/gap.ts';
import { live } from './english/live.ts';
import { login } from './english/login.ts';
import { problem } from './english/problem.ts';
import { reason } from './english/reason.ts';
import { recordings } from './english/recordings.ts';
import { status } from './english/status.ts';

/** What the first screens say in English, a file for each room (late.ts has the others); the other languages have the same keys. `_one` and `_other` are i18next's plurals. */
export const english = {
  app,
  problem,
  login,
  status,
  reason,
  gap,
  live,
  demo,
  recordings,
} as const;

/** The same keys with texts of another language. */
export type Texts = Translated<typeof english>;
type Translated<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : Translated<T[Key]> };
