import { type Kysely, type RawBuilder, sql } from 'kysely';
import { flag, type Tables } from '../../database/database.ts';
import type { RunningSegment, Segment, Span } from '../../segments/segments.ts';
import { type Misdated, misdated } from '../believable.ts';
import { dateOf, SEGMENT_COLUMNS, type SegmentRow, segmentOf } from './segment.ts';
import { isUnprotected } from './segment-rows.ts';
import { inSpan } from './segment-spans.ts';

/** A segment as it is listed. */
export interface ListedSegment extends Segment {
  /** A protection touches it, so it is never deleted. */
  readonly isProtected: boolean;
  /** Its time cannot be right. */
  readonly misdated: Misdated | null;
}

/** A day's segments in time order; the one being written is the last. */
export async function segmentsOfDay(
  t: Kysely<Tables>,
  channel: number,
  date: string,
  now: number,
): Promise<(ListedSegment | RunningSegment)[]> {
  const { closed, running } = await atOneMoment(t, sql`channel = ${channel} AND date = ${date}`, sql`channel = ${channel}`);
  return [...closed.map((row) => listed(row, now)), ...running.filter((segment) => dateOf(segment) === date)];
}

/** The segments of a channel that lie in a span, in time order; the one being written is the last. */
export async function segmentsIn(t: Kysely<Tables>, channel: number, { from, to }: Span): Promise<(Segment | RunningSegment)[]> {
  const { closed, running } = await atOneMoment(t, inSpan(channel, { from, to }), sql`channel = ${channel} AND running_started_at < ${to}`);
  return [...closed.map(segmentOf), ...running];
}

/** The segment of a path, closed or being written. */
export async function segmentByPath(t: Kysely<Tables>, path: string, now: number): Promise<ListedSegment | RunningSegment | undefined> {
  const { closed, running } = await atOneMoment(t, sql`path = ${path}`, sql`running_path = ${path}`);
  const [row] = closed;
  return row ? listed(row, now) : running[0];
}

/** The local date of what is being written, on one channel or each. */
export async function runningDates(t: Kysely<Tables>, channel?: number): Promise<string[]> {
  let query = t.selectFrom('camera_status').select(['running_path as path', 'running_started_at as startedAt']);
  if (channel !== undefined) query = query.where('channel', '=', channel);
  return (await query.execute()).flatMap(({ path, startedAt }) => (path === null ? [] : [dateOf({ path, startedAt: startedAt ?? 0 })]));
}

interface AtOneMoment {
  readonly closed: readonly ListedRow[];
  readonly running: RunningSegment[];
}

type ListedRow = SegmentRow & { readonly is_free: number };

/** One statement answers for both, so that a segment which closes meanwhile is always one of the two, and never both. */
async function atOneMoment(t: Kysely<Tables>, closedIf: RawBuilder<unknown>, runningIf: RawBuilder<unknown>): Promise<AtOneMoment> {
  const columns = sql.join(SEGMENT_COLUMNS.map((column) => sql.ref(column)));
  const { rows } = await sql<ListedRow | RunningRow>`
    SELECT ${columns}, ${flag(isUnprotected)} AS is_free FROM segments WHERE is_deleting = 0 AND ${closedIf}
    UNION ALL
    SELECT NULL, channel, running_path, running_started_at, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM camera_status
    WHERE running_path IS NOT NULL AND ${runningIf}`.execute(t);
  const closed = rows.filter((row) => row.id !== null).toSorted((a, b) => a.started_at - b.started_at);
  const running = rows.filter((row) => row.id === null);
  return { closed, running: running.map(({ channel, path, started_at }) => ({ channel, path, startedAt: started_at })) };
}

interface RunningRow {
  readonly id: null;
  readonly channel: number;
  readonly path: string;
  readonly started_at: number;
}

/** Oldest first over all channels, without protected and marked ones. */
export async function deletableSegments(
  t: Kysely<Tables>,
  { limit, endedBefore, startedFrom }: { limit: number; endedBefore?: number; startedFrom?: number },
): Promise<Segment[]> {
  let query = t
    .selectFrom('segments')
    .select(SEGMENT_COLUMNS)
    .where('is_deleting', '=', 0)
    .where(isUnprotected)
    .orderBy('started_at')
    .limit(limit);
  // the first condition ends the search early, the second is the one that counts
  if (endedBefore !== undefined) query = query.where('started_at', '<', endedBefore).where('ended_at', '<', endedBefore);
  if (startedFrom !== undefined) query = query.where('started_at', '>=', startedFrom);
  return (await query.execute()).map(segmentOf);
}

export async function beingDeleted(t: Kysely<Tables>): Promise<Segment[]> {
  const { rows } = await sql<SegmentRow>`
    SELECT ${sql.join(SEGMENT_COLUMNS.map((column) => sql.ref(column)))} FROM segments WHERE is_deleting = 1 ORDER BY id`.execute(t);
  return rows.map(segmentOf);
}

/** Which of these are paths of segments, marked ones among them. */
export async function knownPaths(t: Kysely<Tables>, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const rows = await t.selectFrom('segments').select('path').where('path', 'in', paths).execute();
  return new Set(rows.map((row) => row.path));
}

function listed(row: ListedRow, now: number): ListedSegment {
  return { ...segmentOf(row), isProtected: !row.is_free, misdated: misdated(row.started_at, now) };
}
