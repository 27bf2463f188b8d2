import type { Kysely } from 'kysely';
import type { GapReason } from '#shared/channel.ts';
import type { Tables } from '../database/database.ts';
import { clipped, eachWithout, joined, type Span, without } from '../segments/segments.ts';
import { latestMs } from './believable.ts';
import { type ChannelState, channelStates } from './camera-status.ts';
import { type Gap, gapsWithin } from './rows/gap-rows.ts';
import { firstStart, lastEndBefore, segmentRuns, unreadableSpans } from './rows/segment-spans.ts';

/** An unbroken run of segments. */
export interface Recording extends Span {
  /** It is being written: its end is now. */
  readonly live: boolean;
}

/** One channel's recordings and gaps within a span; neither overlap, and no gap is shorter than `maxGapMs` before clipping. */
export interface ChannelHistory {
  readonly channel: number;
  readonly recordings: readonly Recording[];
  readonly gaps: readonly Gap[];
  /** The parts of recordings of which nothing can be read. */
  readonly unreadable: readonly Span[];
}

/** What is asked for, and what it depends on. */
export interface TimelineQuery {
  readonly span: Span;
  readonly now: number;
  readonly maxGapMs: number;
  readonly state: ChannelState | undefined;
  /** Why nothing was recorded in a time no gap row explains. */
  readonly reasonFor: (channel: number, span: Span) => GapReason;
}

/** What was recorded on these channels and what not, in the order they are asked for. */
export async function historiesOf(
  t: Kysely<Tables>,
  channels: readonly number[],
  query: Omit<TimelineQuery, 'state'>,
): Promise<ChannelHistory[]> {
  const states = new Map((await channelStates(t, query.now)).map((state) => [state.channel, state]));
  const histories: ChannelHistory[] = [];
  for (const channel of channels) histories.push(await historyOf(t, channel, { ...query, state: states.get(channel) }));
  return histories;
}

async function historyOf(t: Kysely<Tables>, channel: number, query: TimelineQuery): Promise<ChannelHistory> {
  const { span, maxGapMs, now } = query;
  const wide = { from: span.from - maxGapMs, to: span.to + maxGapMs };
  // what begins or lasts into the future is not believed
  const past = { from: wide.from, to: Math.min(wide.to, latestMs(now)) };
  const runs = clipped(await segmentRuns(t, channel, past, maxGapMs), { from: Number.NEGATIVE_INFINITY, to: latestMs(now) });
  const closed = runs.map((one): Recording => ({ ...one, live: false }));
  const recordings = joined([...closed, ...runningOf(query)], maxGapMs, (a, b) => ({
    from: a.from,
    to: Math.max(a.to, b.to),
    live: a.live || b.live,
  }));
  const told = eachWithout(await gapsWithin(t, channel, wide), recordings);
  const known = await knownSpan(t, channel, query, told, recordings);
  const holes = known ? clipped(without(known, [...recordings, ...told]), { from: Number.NEGATIVE_INFINITY, to: now }) : [];
  const untold = holes.filter(({ from, to }) => to - from > maxGapMs).map((hole) => ({ ...hole, reason: reasonOf(channel, hole, query) }));
  const inside = clipped(recordings, span);
  const gaps = clipped([...told, ...untold], { from: span.from, to: Math.min(span.to, now) }).sort((a, b) => a.from - b.from);
  const broken = joined(await unreadableSpans(t, channel, wide), maxGapMs, (a, b) => ({ from: a.from, to: Math.max(a.to, b.to) }));
  return { channel, recordings: inside, gaps, unreadable: clipped(broken, span) };
}

/** The segment being written counts up to now, or to where trouble began. */
function runningOf({ state, now }: TimelineQuery): Recording[] {
  if (!state?.runningPath || state.runningStartedAt === null) return [];
  const isLive = state.phase === 'recording';
  const to = isLive ? now : Math.min(now, state.since ?? now);
  return to > state.runningStartedAt ? [{ from: state.runningStartedAt, to, live: isLive }] : [];
}

/** The part of the span in which every moment is either recorded or a gap: from the first thing known up to now. */
async function knownSpan(
  t: Kysely<Tables>,
  channel: number,
  { span, state, now, maxGapMs }: TimelineQuery,
  gaps: readonly Span[],
  recordings: readonly Span[],
): Promise<Span | undefined> {
  const before = await lastEndBefore(t, channel, span.from);
  const begin = (await firstStart(t, channel)) ?? state?.since ?? now;
  const first = before ?? [...gaps, ...recordings].reduce((earliest, { from }) => Math.min(earliest, from), begin);
  const from = Math.max(first, span.from - maxGapMs);
  const to = Math.min(now, span.to + maxGapMs);
  return to > from ? { from, to } : undefined;
}

/** What is open up to now began at the last segment's end, whatever part of it is asked for, and is named by what troubles it now. */
function reasonOf(channel: number, hole: Span, { state, now, reasonFor }: TimelineQuery): GapReason {
  const isOpen = !state?.runningPath && hole.from >= (state?.lastEndedAt ?? Number.NEGATIVE_INFINITY);
  if (!isOpen) return reasonFor(channel, hole);
  return state?.phase === 'off' ? 'recording_off' : reasonFor(channel, { from: state?.lastEndedAt ?? hole.from, to: now });
}
