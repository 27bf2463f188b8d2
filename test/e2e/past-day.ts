import { linkSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { formatSegmentName } from '../../src/lib/files/segment-name.ts';
import { SITE_ZONE } from '../fakes/set-clock.ts';

/**
 * Fills the hours before now with a finished recording, linked under the name of each moment: what many days look like
 * without waiting for them. The product has to be started afterwards, to find them. @throws when nothing is finished yet
 */
export function linkPastHours(recordDir: string, hours: number, segmentMs: number): void {
  const finished = readdirSync(recordDir, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^ch1\/.*\.mp4$/.test(file))
    .sort();
  const from = finished[1] ?? finished[0];
  if (!from) throw new Error('no recording is finished yet');
  const end = Math.floor(Date.now() / segmentMs) * segmentMs - 120_000; // before all that is recorded itself
  for (let at = end - hours * 3_600_000; at < end; at += segmentMs) {
    const target = path.join(recordDir, `${formatSegmentName(1, at, SITE_ZONE)}.mp4`);
    mkdirSync(path.dirname(target), { recursive: true });
    linkSync(path.join(recordDir, from), target);
  }
}
