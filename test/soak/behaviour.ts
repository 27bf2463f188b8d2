import type { Diary } from './diary.ts';
import type { HealthzSample } from './healthz-clock.ts';
import { type Invariant, percentile } from './invariant.ts';
import type { MemorySample } from './process-watch.ts';

const HEALTHZ_P99_MS = 200;
const SLOWEST_TOLD = 10;
/** Twice what it took in the soaks of docs/reliability.md: a heap that is not full is not tidied up at once. */
const SERVER_BYTES = 700e6;
const SERVER_AFTERWARDS_BYTES = 500e6;
/** As the product itself limits it. */
const HUB_BASE_BYTES = 600e6;
const HUB_BYTES_PER_CAMERA = 12e6;
/** Server, hub, a recorder each, conversions, and what viewers may start. */
const ALL_BASE_BYTES = 2_000e6;
const ALL_BYTES_PER_CAMERA = 60e6;
/** Open files that come and go: database, logs, a conversion. */
const MORE_OPEN_FILES = 30;

/**
 * Answers come at once, whatever others do; without the time in which we had stopped the server. What a server that does nothing else
 * takes on the same machine at the same time is not ours.
 */
export function judgeHealthz(samples: readonly HealthzSample[], bare: readonly HealthzSample[], diary: Diary): Invariant {
  const counted = samples.filter(({ at, ms }) => !diary.wasDown(at, at + ms));
  const times = counted.map(({ ms }) => ms);
  const [median, p99, worst] = [0.5, 0.99, 1].map((share) => percentile(times, share));
  const machine = percentile(
    bare.map(({ ms }) => ms),
    0.99,
  );
  const inMs = (value = Number.NaN): string => `${value.toFixed(0)} ms`;
  return {
    name: `/healthz p99 < ${HEALTHZ_P99_MS} ms, beside what a bare server takes`,
    found: `${times.length} answers: median ${inMs(median)}, p99 ${inMs(p99)}, worst ${inMs(worst)}; a bare server: p99 ${inMs(machine)}`,
    broken: (p99 ?? Number.NaN) < HEALTHZ_P99_MS + machine ? [] : [`p99 is ${inMs(p99)}`, ...slowest(counted)],
  };
}

/** The slowest answers and when they were asked for, to be looked for in the log. */
function slowest(samples: readonly HealthzSample[]): string[] {
  const slow = samples.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST_TOLD);
  return slow.map(({ at, ms }) => `${ms.toFixed(0)} ms at ${new Date(at).toISOString()}`);
}

/** Nothing grows without limit. */
export function judgeMemory(samples: readonly MemorySample[], cameraCount: number): Invariant {
  const most = (of: (sample: MemorySample) => number): number => Math.max(0, ...samples.map(of));
  const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  const limits = [
    { who: 'the server', bytes: most(({ server }) => server), limit: SERVER_BYTES },
    { who: 'the server after all was quiet', bytes: samples.at(-1)?.server ?? 0, limit: SERVER_AFTERWARDS_BYTES },
    { who: 'the hub', bytes: most(({ hub }) => hub), limit: HUB_BASE_BYTES + cameraCount * HUB_BYTES_PER_CAMERA },
    { who: 'all processes', bytes: most(({ all }) => all), limit: ALL_BASE_BYTES + cameraCount * ALL_BYTES_PER_CAMERA },
  ];
  return {
    name: 'memory is bounded',
    found: limits.map(({ who, bytes }) => `${who} ${mb(bytes)}`).join(', '),
    broken: limits
      .filter(({ bytes, limit }) => bytes > limit)
      .map(({ who, bytes, limit }) => `${who} took ${mb(bytes)}, allowed are ${mb(limit)}`),
  };
}

/** Open files of the server before clients came and after they left. */
export function judgeOpenFiles(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): Invariant {
  const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((total, count) => total + count, 0);
  const grown = Object.entries(after).filter(([kind, count]) => count > (before[kind] ?? 0) + 5);
  const isMore = sum(after) > sum(before) + MORE_OPEN_FILES;
  return {
    name: 'no open file is left behind',
    found: `${sum(before)} before, ${sum(after)} afterwards`,
    broken: isMore ? grown.map(([kind, count]) => `${kind}: ${before[kind] ?? 0} before, ${count} afterwards`) : [],
  };
}

/** What was seen broken on the way, each invariant once. */
export function judgeBreaches({ breaches }: Diary, names: readonly string[]): Invariant[] {
  const all = new Set([...names, ...breaches.map(({ invariant }) => invariant)]);
  return [...all].map((name) => {
    const broken = breaches.filter(({ invariant }) => invariant === name).map(({ at, what }) => `${at}: ${what}`);
    return { name, found: broken.length === 0 ? 'held' : `broken ${broken.length} times`, broken };
  });
}
