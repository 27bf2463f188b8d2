import type { Kysely } from 'kysely';
import type { Tables } from '../../database/database.ts';
import { trimGaps } from './gap-rows.ts';
import type { NewSegment } from './segment.ts';
import { type SegmentMedia, writeMedia } from './segment-media.ts';
import { upsertSegment } from './segment-rows.ts';

/** Enters a complete file, with what is known of its media, and takes its time out of the gaps. @returns the row's id */
export async function enterSegment(t: Kysely<Tables>, segment: NewSegment, maxGapMs: number, media?: SegmentMedia): Promise<number> {
  const id = await upsertSegment(t, segment);
  await trimGaps(t, { channel: segment.channel, maxGapMs }, { from: Math.round(segment.startedAt), to: Math.round(segment.endedAt) });
  if (media) await writeMedia(t, id, media);
  return id;
}
