import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../database/database.ts';
import { latestMs } from '../believable.ts';

/** The newest ones may not be converted yet; beyond so many something is wrong, and the past says nothing about now. */
const LOOKED_AT = 20;

/** The newest segment of a channel of which the media is known; undefined when none of the latest is converted. */
export async function newestWithMedia(t: Kysely<Tables>, channel: number, now: number): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    SELECT s.id FROM (
      SELECT id, started_at FROM segments WHERE channel = ${channel} AND is_deleting = 0 AND started_at <= ${latestMs(now)} ORDER BY started_at DESC LIMIT ${LOOKED_AT}) s
    JOIN segment_media m ON m.segment_id = s.id
    ORDER BY s.started_at DESC LIMIT 1`.execute(t);
  return rows[0]?.id;
}
