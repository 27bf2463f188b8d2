import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../database/database.ts';
import { Refused } from '../../lib/errors.ts';
import { type ChannelDeletion, type DeletionWish, joined, type Segment, type Span, touches, without } from '../../segments/segments.ts';
import { misdated } from '../believable.ts';
import { enterDeleted } from './gap-rows.ts';
import { markSegments, removeSegments } from './segment-rows.ts';
import { inSpan } from './segment-spans.ts';

/** In one act, so that marking them makes nobody wait for long: a month of four cameras in ten-minute segments. */
const MOST_AT_ONCE = 20_000;
const CHUNK = 500;

/** What would go, channel by channel; read beside the recording. @throws Refused `input-invalid` when it is too much for one act */
export async function planDeletion(reading: Kysely<Tables>, wish: DeletionWish, maxGapMs: number): Promise<ChannelDeletion[]> {
  const plans: ChannelDeletion[] = [];
  let count = 0;
  for (const channel of wish.channels) {
    const plan = await planOfChannel(reading, channel, wish, maxGapMs);
    count += plan.ids.length;
    if (count > MOST_AT_ONCE)
      throw new Refused(
        'input-invalid',
        `There are more than ${MOST_AT_ONCE} recordings in this time: delete a shorter one, or of fewer cameras`,
      );
    plans.push(plan);
  }
  return plans;
}

interface Row extends Span {
  readonly id: number;
  readonly bytes: number;
}

async function planOfChannel(t: Kysely<Tables>, channel: number, wish: DeletionWish, maxGapMs: number): Promise<ChannelDeletion> {
  const { rows } = await sql<Row>`
    SELECT id, started_at AS "from", ended_at AS "to", coalesce(disk_bytes, size_bytes) AS bytes FROM segments
    WHERE is_deleting = 0 AND ${inSpan(channel, wish)} ORDER BY started_at LIMIT ${MOST_AT_ONCE + 1}`.execute(t);
  const protections = await t
    .selectFrom('protections')
    .select(['id', 'from_at as from', 'to_at as to', 'created_by as by'])
    .where('channel', '=', channel)
    .execute();
  const running = await t
    .selectFrom('camera_status')
    .select('channel')
    .where('channel', '=', channel)
    .where('running_path', 'is not', null)
    .where('running_started_at', '<', wish.to)
    .executeTakeFirst();
  const touched = rows.filter((row) => touches(wish, row));
  const foreign = protections.filter(({ by }) => !wish.mayEnd(by));
  const gone = touched.filter((row) => !foreign.some((each) => overlaps(row, each)));
  const spans = joined<Span>(gone, maxGapMs, (a, b) => ({ from: a.from, to: Math.max(a.to, b.to) }));
  return {
    channel,
    ids: gone.map(({ id }) => id),
    spans: spans.map(({ from, to }) => ({ from, to })),
    bytes: gone.reduce((sum, { bytes }) => sum + Number(bytes), 0),
    ends: protections.filter((each) => wish.mayEnd(each.by) && spans.some((span) => overlaps(span, each))).map(({ id }) => id),
    kept: touched.length - gone.length,
    keptBy: [...new Set(foreign.filter((each) => touched.some((row) => overlaps(row, each))).map(({ by }) => by))],
    leavesRunning: running !== undefined,
  };
}

/** Ends protections where it is deleted, and marks what none protects now: call it in a transaction. @returns what is marked */
export async function beginDeletion(
  t: Kysely<Tables>,
  plans: readonly Pick<ChannelDeletion, 'ids' | 'ends' | 'spans'>[],
): Promise<Segment[]> {
  for (const { ends, spans } of plans) for (const id of ends) await endProtectionWithin(t, id, spans);
  const ids = plans.flatMap((plan) => plan.ids);
  const marked: Segment[] = [];
  for (let at = 0; at < ids.length; at += CHUNK) {
    marked.push(...(await markSegments(t, ids.slice(at, at + CHUNK))));
    await new Promise(setImmediate); // every query is answered at once: let others have their turn
  }
  return marked;
}

/** What of a protection lies beside what is deleted stays protected. */
async function endProtectionWithin(t: Kysely<Tables>, id: number, spans: readonly Span[]): Promise<void> {
  const row = await t.deleteFrom('protections').where('id', '=', id).returningAll().executeTakeFirst();
  if (!row) return;
  const { id: _, ...rest } = row;
  const left = without({ from: row.from_at, to: row.to_at }, spans);
  for (const { from, to } of left)
    await t
      .insertInto('protections')
      .values({ ...rest, from_at: from, to_at: to })
      .execute();
}

/** Removes rows whose files are gone, and says of their time that it was deleted: call it in a transaction. @returns what they were */
export async function forgetSegments(
  t: Kysely<Tables>,
  ids: readonly number[],
  { maxGapMs, now }: { maxGapMs: number; now: number },
): Promise<Segment[]> {
  const removed = await removeSegments(t, ids);
  const believed = removed.filter(({ startedAt }) => misdated(startedAt, now) === null);
  for (const [channel, segments] of Map.groupBy(believed, (segment) => segment.channel)) {
    const spans = segments.map((segment): Span => ({ from: segment.startedAt, to: segment.endedAt }));
    for (const span of joined(spans, maxGapMs, (a, b) => ({ from: a.from, to: Math.max(a.to, b.to) })))
      await enterDeleted(t, { maxGapMs, channel }, span);
  }
  return removed;
}

function overlaps(one: Span, other: Span): boolean {
  return one.from < other.to && one.to > other.from;
}
