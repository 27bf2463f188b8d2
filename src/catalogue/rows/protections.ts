import type { Kysely } from 'kysely';
import type { Tables } from '../../database/database.ts';
import { Refused } from '../../lib/errors.ts';
import type { Span } from '../../segments/segments.ts';

/** Of one user: each is looked at whenever something is deleted. */
const MOST_PER_USER = 200;

/** A span of one channel that is never deleted, and who wants it so. */
export interface Protection extends Span {
  readonly id: number;
  readonly channel: number;
  readonly note: string;
  readonly by: string;
  readonly createdAt: number;
}

/** All there are, newest time first. */
export async function findProtections(t: Kysely<Tables>): Promise<Protection[]> {
  const rows = await t.selectFrom('protections').selectAll().orderBy('from_at', 'desc').execute();
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel,
    from: row.from_at,
    to: row.to_at,
    note: row.note,
    by: row.created_by,
    createdAt: row.created_at,
  }));
}

/** Call it in a transaction, so that no other one comes in between. @returns its id. @throws Refused `too-many-protections` */
export async function addProtection(
  t: Kysely<Tables>,
  { channel, from, to, note, by }: Omit<Protection, 'id' | 'createdAt'>,
  now: number,
): Promise<number> {
  const { count } = await t
    .selectFrom('protections')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('created_by', '=', by)
    .executeTakeFirstOrThrow();
  if (count >= MOST_PER_USER)
    throw new Refused(
      'too-many-protections',
      `You protect ${MOST_PER_USER} spans already: end some, or protect a longer one instead of several`,
    );
  const row = { channel, from_at: Math.round(from), to_at: Math.round(to), note, created_by: by, created_at: now };
  const { id } = await t.insertInto('protections').values(row).returning('id').executeTakeFirstOrThrow();
  return id;
}

/** @returns whether there was such a protection */
export async function removeProtection(t: Kysely<Tables>, id: number): Promise<boolean> {
  const { numDeletedRows } = await t.deleteFrom('protections').where('id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}
