import { queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import type { ChannelLive } from '#shared/live.ts';
import type { Protection } from '#shared/protections.ts';
import { cameraName } from '../../camera/camera-name.ts';
import { unwrap } from '../../client/answer.ts';
import { type Server, useConfig, useServer } from '../../client/server.tsx';
import { browserClock } from '../../time/clock.ts';
import type { Span } from '../../time/span.ts';
import type { LaneProtection, TimelineLane } from './lane.ts';
import { joinedWindows, type LaneWindow, laneWindow, windowsFor } from './lane-windows.ts';
import { TimelineLoader } from './timeline-loader.ts';

const MINUTE_MS = 60_000;
const BITS = 8;

/** What was put together for a channel, and out of what. */
interface Composed {
  readonly windows: readonly LaneWindow[];
  readonly protections: readonly LaneProtection[];
  readonly name: string;
  readonly bytesPerSecond: number | undefined;
  readonly lane: TimelineLane;
}

/** What the server knows about these channels around a view; what is known stays while more is fetched. */
export function useLanes(channels: readonly number[], view: Span): { lanes: readonly TimelineLane[]; isLoading: boolean; error: unknown } {
  const server = useServer();
  const config = useConfig();
  const [loader] = useState(() => loaderOf(server));
  const windows = useStable(windowsFor(view));
  const wanted = useStable(channels);
  const queries = useMemo(
    () => wanted.flatMap((channel) => windows.map((window) => windowQuery(loader, channel, window))),
    [loader, wanted, windows],
  );
  const results = useQueries({ queries });
  const { data: protections } = useQuery(protectionsQuery(server));
  const { data: live } = useQuery(server.queries.live());
  const composed = useRef(new Map<number, Composed>());

  const lanes = wanted.map((channel, index) => {
    const answers = results.slice(index * windows.length, (index + 1) * windows.length).map(({ data }) => data);
    const next = {
      windows: withKnown(answers, composed.current.get(channel)?.windows ?? []),
      protections: protectionsOf(protections, channel),
      name: cameraName(channel, config),
      bytesPerSecond: rateOf(live?.[`${channel}`]),
    };
    const entry = compose(channel, next, composed.current.get(channel));
    composed.current.set(channel, entry);
    return entry.lane;
  });
  return {
    lanes: useStable(lanes),
    isLoading: results.some(({ isPending }) => isPending),
    error: results.find(({ error }) => error)?.error ?? null,
  };
}

function loaderOf({ api }: Server): TimelineLoader {
  return new TimelineLoader({
    clock: browserClock,
    ask: async (channels, from, to) => unwrap(await api.timelines(channels, from, to)).channels,
  });
}

function windowQuery(loader: TimelineLoader, channel: number, window: Span) {
  return queryOptions({
    queryKey: ['timeline', channel, window.from, window.to, 'lane'],
    queryFn: async () => laneWindow(window, await loader.load(channel, window)),
    // The past changes only by what notices tell; now goes on by itself.
    staleTime: window.to < Date.now() ? 5 * MINUTE_MS : 10_000,
    refetchInterval: window.to < Date.now() ? false : MINUTE_MS,
  });
}

function protectionsQuery({ api }: Server) {
  return queryOptions({
    queryKey: ['protections'],
    queryFn: async ({ signal }) => unwrap(await api.protections(signal)).protections,
    refetchInterval: MINUTE_MS,
  });
}

/** What has come, and behind it, while something is on its way, what was there before. */
function withKnown(answers: readonly (LaneWindow | undefined)[], known: readonly LaneWindow[]): readonly LaneWindow[] {
  const here = answers.filter((answer) => answer !== undefined);
  return here.length === answers.length ? here : [...new Set([...here, ...known])];
}

function compose(channel: number, parts: Omit<Composed, 'lane'>, before: Composed | undefined): Composed {
  const isSame =
    before !== undefined &&
    before.name === parts.name &&
    before.protections === parts.protections &&
    before.bytesPerSecond === parts.bytesPerSecond &&
    isEach(before.windows, parts.windows);
  if (isSame) return before;
  const { windows, ...rest } = parts;
  return { ...parts, lane: { channel, ...rest, ...joinedWindows(windows) } };
}

const NONE: readonly LaneProtection[] = [];
const spansOfAnswer = new WeakMap<readonly Protection[], Map<number, readonly LaneProtection[]>>();

/** The same object for as long as the answer is the same. */
function protectionsOf(answer: readonly Protection[] | undefined, channel: number): readonly LaneProtection[] {
  if (!answer) return NONE;
  const known = spansOfAnswer.get(answer) ?? new Map<number, readonly LaneProtection[]>();
  spansOfAnswer.set(answer, known);
  const spans =
    known.get(channel) ??
    answer
      .filter((one) => one.channel === channel)
      .map(({ id, from, to, note }) => ({ id, from: Date.parse(from), to: Date.parse(to), note }))
      .toSorted((a, b) => a.from - b.from);
  known.set(channel, spans);
  return spans;
}

/** Rounded, so that its flicker draws nothing anew. */
function rateOf(live: ChannelLive | undefined): number | undefined {
  return live?.bitrateBps ? Number((live.bitrateBps / BITS).toPrecision(1)) : undefined;
}

/** The list of before for as long as it holds the same. */
function useStable<T>(list: readonly T[]): readonly T[] {
  const kept = useRef(list);
  if (!isEach(kept.current, list)) kept.current = list;
  return kept.current;
}

function isEach(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
}

/** Windows are made anew each time: they are the same when they cover the same and hold nothing. */
function isSame(one: unknown, other: unknown): boolean {
  return one === other || (isBareSpan(one) && isBareSpan(other) && one.from === other.from && one.to === other.to);
}

function isBareSpan(value: unknown): value is Span {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 2 && 'from' in value && 'to' in value;
}
