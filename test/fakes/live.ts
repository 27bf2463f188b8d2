import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

const needed = ['ffmpeg', 'ffprobe'];
const missing = needed.filter((program) => spawnSync(program, ['-version']).status !== 0);
const { LIVE } = process.env;
if (LIVE === '1' && missing.length > 0) throw new Error(`LIVE=1, but ${missing.join(' and ')} cannot be started`);

/** A suite with real programs: LIVE=1 demands them, LIVE=0 forbids, unset looks whether they are there. */
export const live = LIVE === '0' || missing.length > 0 ? describe.skip : describe;
