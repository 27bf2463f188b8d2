import type { Texts } from './english.ts';
import { app } from './german/app.ts';
import { demo } from './german/demo.ts';
import { gap } from './german/gap.ts';
import { live } from './german/live.ts';
import { login } from './german/login.ts';
import { problem } from './german/problem.ts';
import { reason } from './german/reason.ts';
import { recordings } from './german/recordings.ts';
import { status } from './german/status.ts';

/** What the first screens say in German. */
export const german: Texts = {
  app,
  problem,
  login,
  status,
  reason,
  gap,
  live,
  demo,
  recordings,
};
