import type { DeletionShelf } from '../../src/segments/segments.ts';

/** Marks one segment for deletion. @returns whether it could be marked */
export async function markOne(shelf: DeletionShelf, id: number): Promise<boolean> {
  return (await shelf.beginDeletion([{ ids: [id], ends: [], spans: [] }])).length > 0;
}
