/** A segment that is being written. */
export interface RunningSegment {
  readonly path: string;
  readonly startedAt: number;
}

/** ffmpeg says that a segment opens before the one before it is closed, and roughly: it begins where that one ends. */
const TOUCHING_MS = 5_000;

/** What is being written on each channel. A closed segment is handed over only when it is synced, while the next is open already. */
export class RunningSegments {
  readonly #open = new Map<number, RunningSegment[]>();

  /** @returns whether it follows nothing that is still open, so that what was before it is known */
  opened(channel: number, segment: RunningSegment): boolean {
    const open = this.#open.get(channel) ?? [];
    const isFirst = open.length === 0;
    this.#open.set(channel, [...open.filter(({ path }) => path !== segment.path), segment]);
    return isFirst;
  }

  /** @returns what is written now, beginning where the closed one ends if it follows it directly */
  closed(channel: number, { path, startedAt, endedAt }: RunningSegment & { readonly endedAt: number }): RunningSegment | null {
    const open = this.#open.get(channel) ?? [];
    // one that is older and still open will not be handed over any more: its file broke
    const later = open.filter((segment) => segment.path !== path && segment.startedAt >= startedAt);
    const [next, ...rest] = later;
    if (!next) {
      this.#open.delete(channel);
      return null;
    }
    const wasOpenThen = open.some((segment) => segment.path === path);
    const touches = wasOpenThen && Math.abs(next.startedAt - endedAt) <= TOUCHING_MS;
    const corrected = touches ? { ...next, startedAt: endedAt } : next;
    this.#open.set(channel, [corrected, ...rest]);
    return corrected;
  }

  /** The segment that is shown as being written: the oldest open one, so that its time is not missing for a moment. */
  shown(channel: number): RunningSegment | null {
    return this.#open.get(channel)?.[0] ?? null;
  }

  /** All that are open. */
  paths(): Set<string> {
    return new Set([...this.#open.values()].flat().map(({ path }) => path));
  }
}
