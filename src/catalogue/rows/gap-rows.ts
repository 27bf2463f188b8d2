import type { Kysely } from 'kysely';
import type { GapReason } from '#shared/channel.ts';
import type { Tables } from '../../database/database.ts';
import { type Span, without } from '../../segments/segments.ts';
import { EARLIEST_MS } from '../believable.ts';
import { lastEndBefore, segmentSpans } from './segment-spans.ts';

/** Of each channel: at one a minute, two weeks; at ten a day, five years. */
const KEPT_GAPS = 20_000;
const PRUNED_EVERY = 50;

/** Time without segments, and why. */
export interface Gap extends Span {
  readonly reason: GapReason;
}

/** What of one channel's history gaps are woven into. */
export interface GapContext {
  readonly channel: number;
  /** Shorter ones are no gaps. */
  readonly maxGapMs: number;
}

/** Keeps gaps off a segment that was entered: what they claimed was missing is there. */
export async function trimGaps(t: Kysely<Tables>, { channel, maxGapMs }: GapContext, segment: Span): Promise<void> {
  for (const row of await gapRows(t, channel, segment)) {
    await t.deleteFrom('gaps').where('id', '=', row.id).execute();
    const left = without({ from: row.from_at, to: row.to_at }, [segment]);
    for (const span of left) if (span.to - span.from > maxGapMs) await insertGap(t, channel, { ...span, reason: reasonIn(row) });
  }
}

/**
 * Enters the gap between the last thing known before a moment and that moment, if there is one. What directly follows a gap
 * belongs to it: the start of a segment is told roughly first and exactly when it closes.
 */
export async function fillHoleBefore(
  t: Kysely<Tables>,
  { channel, maxGapMs }: GapContext,
  moment: number,
  reasonOf: (hole: Span) => GapReason,
): Promise<void> {
  const segmentEnd = await lastEndBefore(t, channel, moment);
  const gap = await t
    .selectFrom('gaps')
    .selectAll()
    .where('channel', '=', channel)
    .where('from_at', '<', moment)
    .where('from_at', '>=', EARLIEST_MS)
    .orderBy('from_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const from = Math.max(segmentEnd ?? Number.NEGATIVE_INFINITY, gap?.to_at ?? Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(from) || moment <= from) return;
  if (gap && gap.to_at === from && gap.reason !== 'deleted') {
    await t.updateTable('gaps').set({ to_at: moment }).where('id', '=', gap.id).execute();
  } else if (moment - from > maxGapMs) {
    await insertGap(t, channel, { from, to: moment, reason: reasonOf({ from, to: moment }) });
  }
}

/** Says of a removed segment's time that it was deleted, where nothing else is known of it; joins neighbours into one gap. */
export async function enterDeleted(t: Kysely<Tables>, context: GapContext, removed: Span): Promise<void> {
  const gaps = await gapRows(t, context.channel, removed);
  const kept = await segmentSpans(t, context.channel, removed);
  const known = [...kept, ...gaps.map(({ from_at, to_at }) => ({ from: from_at, to: to_at }))];
  for (const piece of without(removed, known)) await extendDeleted(t, context, piece);
}

async function extendDeleted(t: Kysely<Tables>, { channel, maxGapMs }: GapContext, piece: Span): Promise<void> {
  const before = await deletedBeside(t, channel, { from: piece.from - maxGapMs, to: piece.from }, 'to_at');
  const after = await deletedBeside(t, channel, { from: piece.to, to: piece.to + maxGapMs }, 'from_at');
  for (const row of [before, after]) if (row) await t.deleteFrom('gaps').where('id', '=', row.id).execute();
  await insertGap(t, channel, { from: before?.from_at ?? piece.from, to: after?.to_at ?? piece.to, reason: 'deleted' });
}

/** The deleted gap whose edge lies in a sliver in which nothing else is known. */
async function deletedBeside(t: Kysely<Tables>, channel: number, sliver: Span, edge: 'from_at' | 'to_at'): Promise<GapRow | undefined> {
  const rows = await gapRows(t, channel, { from: sliver.from - 1, to: sliver.to + 1 });
  const row = edge === 'to_at' ? rows.at(-1) : rows[0];
  if (row?.reason !== 'deleted' || row[edge] < sliver.from || row[edge] > sliver.to) return undefined;
  const between = edge === 'to_at' ? { from: row.to_at, to: sliver.to } : { from: sliver.from, to: row.from_at };
  const kept = between.to > between.from ? await segmentSpans(t, channel, between) : [];
  return kept.length === 0 ? row : undefined;
}

/** The gaps of a channel that touch a span, in order. */
export async function gapsWithin(t: Kysely<Tables>, channel: number, span: Span): Promise<Gap[]> {
  const rows = await gapRows(t, channel, span);
  return rows.map((row) => ({ from: row.from_at, to: row.to_at, reason: reasonIn(row) }));
}

interface GapRow {
  readonly id: number;
  readonly from_at: number;
  readonly to_at: number;
  readonly reason: string;
}

/** Gaps do not overlap, so only the last one that begins before the span can reach into it. */
async function gapRows(t: Kysely<Tables>, channel: number, { from, to }: Span): Promise<GapRow[]> {
  return await t
    .selectFrom('gaps')
    .select(['id', 'from_at', 'to_at', 'reason'])
    .where('channel', '=', channel)
    .where('from_at', '<', to)
    .where('to_at', '>', from)
    .where('from_at', '>=', ({ selectFrom, fn, val }) =>
      fn.coalesce(
        selectFrom('gaps')
          .select('from_at')
          .where('channel', '=', channel)
          .where('from_at', '<=', from)
          .orderBy('from_at', 'desc')
          .limit(1),
        val(from),
      ),
    )
    .orderBy('from_at')
    .execute();
}

async function insertGap(t: Kysely<Tables>, channel: number, { from, to, reason }: Gap): Promise<void> {
  const insert = t.insertInto('gaps').values({ channel, from_at: from, to_at: to, reason }).returning('id');
  const { id } = await insert.executeTakeFirstOrThrow();
  if (id % PRUNED_EVERY === 0) await pruneGaps(t, channel);
}

/** A camera that flickers for months must not fill the catalogue: the oldest gaps beyond what is kept lose their reason. */
export async function pruneGaps(t: Kysely<Tables>, channel: number, kept = KEPT_GAPS): Promise<void> {
  const firstBeyond = t
    .selectFrom('gaps')
    .select('from_at')
    .where('channel', '=', channel)
    .orderBy('from_at', 'desc')
    .limit(1)
    .offset(kept);
  await t.deleteFrom('gaps').where('channel', '=', channel).where('from_at', '<=', firstBeyond).execute();
}

/** Only we write the column, and only reasons. */
function reasonIn({ reason }: { readonly reason: string }): GapReason {
  return reason as GapReason;
}
