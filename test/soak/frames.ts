import type { Conservation, FrameRange } from '../fakes/cameras.ts';
import type { FaultEntry } from './diary.ts';
import { type Invariant, percentile } from './invariant.ts';

export const FRAMES_PER_SECOND = 20;
const FRAME_MS = 1_000 / FRAMES_PER_SECOND;
/** Between what the camera's clock and ours say of a moment, and how late a frame may be on its way. */
const SLACK_MS = 250;
/** Of a hundred returns, 95 are within the allowance; none takes longer than so many times of it. */
const LATEST = 3;
const ENOUGH = 20;

/** A span of which a camera has no frames in any file; epoch milliseconds of the cameras' clock. */
export interface Block {
  readonly camera: number;
  readonly from: number;
  readonly to: number;
  /** Of frames that the camera sent to the hub. */
  readonly lostFrames: number;
}

/** How a camera's recording went on after a fault. */
export interface Return {
  readonly fault: string;
  readonly camera: number;
  readonly backAfterMs: number;
  readonly allowedMs: number;
  readonly lostFrames: number;
  /** Other faults came into it: it proves nothing about this one. */
  readonly isShared: boolean;
}

export interface FrameFindings {
  readonly invariants: readonly Invariant[];
  readonly blocks: readonly Block[];
  readonly returns: readonly Return[];
}

/** Whether every frame is in exactly one file, but for what faults may cost. */
export function judgeFrames(streams: readonly Conservation[], faults: readonly FaultEntry[]): FrameFindings {
  const blocks = streams.flatMap(blocksOf);
  const explained = blocks.map((block) => ({ block, causes: faults.filter((fault) => couldCause(fault, block)) }));
  const returns = explained.flatMap(({ block, causes }) => (causes.length > 0 ? returnOf(block, faults) : []));
  return { blocks, returns, invariants: [nothingMissing(streams, explained, faults), onceEach(streams), backInTime(returns)] };
}

function blocksOf(stream: Conservation): Block[] {
  const { camera, first, missing, lost } = stream;
  if (!first) return [];
  const timeOf = (counter: number): number => Date.parse(first.time) + (counter - first.counter) * FRAME_MS;
  return missing.map(({ from, to }) => ({ camera, from: timeOf(from), to: timeOf(to + 1), lostFrames: framesWithin(lost, from, to) }));
}

function framesWithin(ranges: readonly FrameRange[], from: number, to: number): number {
  return ranges.filter((range) => range.from >= from && range.to <= to).reduce((sum, { frames }) => sum + frames, 0);
}

function hits(fault: FaultEntry, camera: number): boolean {
  return fault.camera === 'all' || fault.camera === camera;
}

/** It begins not before the fault could have cost something, and not after all should be well again. */
function couldCause(fault: FaultEntry, { camera, from }: Block): boolean {
  const { begunAt, endedAt, allowed } = fault;
  return hits(fault, camera) && from >= begunAt - allowed.beforeMs - SLACK_MS && from <= endedAt + allowed.backWithinMs;
}

/** Faults that begin before the camera is back may keep it away longer. */
function meanwhile(block: Block, faults: readonly FaultEntry[]): FaultEntry[] {
  return faults.filter(
    (fault) => hits(fault, block.camera) && fault.begunAt - fault.allowed.beforeMs <= block.to && dueOf(fault) >= block.from,
  );
}

function returnOf(block: Block, faults: readonly FaultEntry[]): Return[] {
  const causes = meanwhile(block, faults);
  const latest = causes.toSorted((a, b) => dueOf(b) - dueOf(a))[0];
  if (!latest) return [];
  const backAfterMs = Math.max(0, block.to - latest.endedAt);
  const { camera, lostFrames } = block;
  return [{ fault: latest.name, camera, backAfterMs, allowedMs: latest.allowed.backWithinMs, lostFrames, isShared: causes.length > 1 }];
}

function isTooLong(block: Block, faults: readonly FaultEntry[]): boolean {
  return meanwhile(block, faults).every(({ endedAt, allowed }) => block.to > endedAt + LATEST * allowed.backWithinMs);
}

function dueOf({ endedAt, allowed }: FaultEntry): number {
  return endedAt + allowed.backWithinMs;
}

function nothingMissing(
  streams: readonly Conservation[],
  explained: readonly { block: Block; causes: readonly FaultEntry[] }[],
  faults: readonly FaultEntry[],
): Invariant {
  const broken = explained.filter(({ causes }) => causes.length === 0).map(({ block }) => gapInWords(block, faults));
  const tooLong = explained.filter(({ block, causes }) => causes.length > 0 && isTooLong(block, faults));
  const recorded = streams.reduce((sum, { frames }) => sum + frames, 0);
  const seconds = explained.reduce((sum, { block }) => sum + block.to - block.from, 0) / 1000;
  return {
    name: 'every frame is in a file, but for what faults may cost',
    found: `${recorded} frames recorded; ${explained.length} gaps of ${seconds.toFixed(1)} s in all, ${broken.length} of them without a fault`,
    broken: [...broken, ...tooLong.map(({ block }) => `${gapInWords(block, faults)}: it was not back in time`)],
  };
}

function gapInWords({ camera, from, to, lostFrames }: Block, faults: readonly FaultEntry[]): string {
  const before = faults.filter((fault) => hits(fault, camera) && fault.begunAt <= to).toSorted((a, b) => b.endedAt - a.endedAt)[0];
  const last = before ? `; the last fault was ${before.name}, which ended ${((from - before.endedAt) / 1000).toFixed(1)} s before` : '';
  return `camera ${camera} has nothing for ${((to - from) / 1000).toFixed(2)} s from ${new Date(from).toISOString()} (${lostFrames} frames sent)${last}`;
}

function onceEach(streams: readonly Conservation[]): Invariant {
  const doubled = streams.flatMap(({ camera, duplicates }) =>
    duplicates.map(({ frames, from, files }) => `camera ${camera}: ${frames} frames from ${from} are in ${files.join(' and ')}`),
  );
  const disordered = streams
    .filter(({ outOfOrder }) => outOfOrder > 0)
    .map(({ camera, outOfOrder }) => `camera ${camera}: ${outOfOrder} times out of order`);
  return {
    name: 'no frame is in two files',
    found: `${doubled.length} spans twice, ${disordered.length} cameras out of order`,
    broken: [...doubled, ...disordered],
  };
}

/** Of few returns the 95th in a hundred is the worst, which proves little: it may take twice as long. */
function lateAmong(times: readonly number[], allowedMs: number): string[] {
  const worst = Math.max(0, ...times);
  return worst > 2 * allowedMs
    ? [`the worst of ${times.length} returns is ${(worst / 1000).toFixed(1)} s, allowed are ${allowedMs / 1000} s`]
    : [];
}

function backInTime(returns: readonly Return[]): Invariant {
  const clean = returns.filter(({ isShared }) => !isShared);
  const broken = [...new Set(clean.map(({ allowedMs }) => allowedMs))].flatMap((allowedMs) => {
    const times = clean.filter((one) => one.allowedMs === allowedMs).map(({ backAfterMs }) => backAfterMs);
    const p95 = percentile(times, 0.95);
    if (times.length < ENOUGH) return lateAmong(times, allowedMs);
    return p95 > allowedMs ? [`p95 of ${times.length} returns is ${(p95 / 1000).toFixed(1)} s, allowed are ${allowedMs / 1000} s`] : [];
  });
  const times = clean.map(({ backAfterMs }) => backAfterMs);
  const inSeconds = (share: number): string => (percentile(times, share) / 1000).toFixed(1);
  return {
    name: 'recorded again within 5 s of the end of a fault, 15 s where something hung (p95)',
    found:
      times.length === 0
        ? 'no returns'
        : `${times.length} returns after one fault alone: median ${inSeconds(0.5)} s, p95 ${inSeconds(0.95)} s, worst ${inSeconds(1)} s`,
    broken,
  };
}
