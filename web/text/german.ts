import type { Texts } from './english.ts';
import { app } from './german/app.ts';
import { demo } from './german/demo.ts';
import { gap } from './german/gap.ts';
import { live } from './german/live.ts';
import { login } from './german/login.ts';
import { player } from './german/player.ts';
import { problem } from './german/problem.ts';
import { reason } from './german/reason.ts';
import { recordings } from './german/recordings.ts';
import { settings } from './german/settings.ts';
import { status } from './german/status.ts';
import { storage } from './german/storage.ts';
import { streaming } from './german/streaming.ts';

/** Every text of the app in German. */
export const german: Texts = { app, problem, login, status, reason, gap, live, demo, recordings, player, storage, streaming, settings };
