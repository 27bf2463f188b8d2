import type { Kysely } from 'kysely';
import type { Tables } from '../../database/database.ts';

/** A fact about the installation; null when it was never set. */
export async function readMeta(t: Kysely<Tables>, key: string): Promise<string | null> {
  const row = await t.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value ?? null;
}

export async function writeMeta(t: Kysely<Tables>, key: string, value: string): Promise<void> {
  await t
    .insertInto('meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}
