import { type Kysely, sql } from 'kysely';
import type { EventTold } from '#shared/event-data.ts';
import { EventKind, NvrEvent } from '#shared/events.ts';
import { byIndex, isOneOf, type Tables } from '../../database/database.ts';
import type { Span } from '../../segments/segments.ts';
import { eventText } from '../event-text.ts';

/** The newest that are kept: at a busy hundred a day, three years. */
const KEPT_EVENTS = 100_000;
const PRUNED_EVERY = 500;

/** Which events are asked for, newest first. */
export interface EventQuery {
  readonly limit: number;
  /** Only those with a lower id: the next page. */
  readonly before?: number;
  readonly kinds?: readonly EventKind[];
  readonly channel?: number;
  /** Somewhere in its sentence, whatever the case. */
  readonly text?: string;
}

/** Remembers an event and forgets the oldest beyond what is kept. */
export async function addEvent(t: Kysely<Tables>, event: EventTold, at: number): Promise<NvrEvent> {
  const { kind, channel = null, data } = event;
  // the sentence is kept, too: it is what words are looked for in, and all there is of what earlier versions remembered
  const row = { at: Math.round(at), kind, channel, text: eventText(event), data: JSON.stringify(data) };
  const { id } = await t.insertInto('events').values(row).returning('id').executeTakeFirstOrThrow();
  if (id % PRUNED_EVERY === 0)
    await t
      .deleteFrom('events')
      .where('id', '<=', id - KEPT_EVENTS)
      .execute();
  return eventOf({ id, ...row });
}

/** Finds events, newest first. */
export async function findEvents(t: Kysely<Tables>, { limit, before, kinds, channel, text }: EventQuery): Promise<NvrEvent[]> {
  let query = t.selectFrom('events').selectAll().orderBy('id', 'desc').limit(limit);
  if (before !== undefined) query = query.where('id', '<', before);
  if (kinds) query = query.where('kind', 'in', kinds);
  if (channel !== undefined) query = query.where('channel', '=', channel);
  if (text) query = query.where(sql<boolean>`lower(text) LIKE ${patternOf(text)} ESCAPE '\\'`);
  return (await query.execute()).map(eventOf);
}

/** What is told of a camera on its timeline; what people did, and when, is no moment of the recording. */
const KINDS_OF_MOMENTS: readonly EventKind[] = ['camera_lost', 'camera_back', 'alarm_raised', 'alarm_cleared'];
/** More cannot be told apart on a screen. */
const MOST_MOMENTS = 500;

/** What happened to a camera in a span, in time order; of very many the newest. */
export async function momentsWithin(t: Kysely<Tables>, channel: number, { from, to }: Span): Promise<NvrEvent[]> {
  const { rows } = await sql<EventRow>`
    SELECT id, at, kind, channel, text, data FROM events ${byIndex('events_by_channel_time')}
    WHERE channel = ${channel} AND at >= ${from} AND at < ${to} AND ${isOneOf('kind', KINDS_OF_MOMENTS)}
    ORDER BY at DESC LIMIT ${MOST_MOMENTS}`.execute(t);
  return rows.map(eventOf).reverse();
}

function patternOf(text: string): string {
  return `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
}

interface EventRow {
  readonly id: number;
  readonly at: number;
  readonly kind: string;
  readonly channel: number | null;
  readonly text: string;
  readonly data: string;
}

function eventOf({ id, at, kind, channel, text, data }: EventRow): NvrEvent {
  return NvrEvent.parse({ id, at: new Date(at).toISOString(), kind: EventKind.parse(kind), channel, text, data: JSON.parse(data) });
}
