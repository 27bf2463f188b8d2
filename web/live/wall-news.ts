import type { LivePhase } from '../player/live/live-state.ts';

/** A camera whose picture went away, or came back. */
export interface WallNews {
  readonly kind: 'lost' | 'back';
  readonly camera: string;
}

/** Those who do not see the wall hear at most one sentence a second; what happened just before belongs to it. */
const TOGETHER_MS = 1500;

/** Turns the phases of tiles into what is worth saying aloud: not each attempt, only that a picture is gone or there again. */
export class WallReporter {
  readonly #isAway = new Map<number, boolean>();
  #recent: readonly (WallNews & { readonly at: number })[] = [];

  /** @returns all that is new now, or null when this is not worth a word */
  hear(channel: number, camera: string, phase: LivePhase['phase'], now: number): readonly WallNews[] | null {
    if (phase !== 'offline' && phase !== 'live' && phase !== 'stills') return null;
    const before = this.#isAway.get(channel);
    const isAway = phase === 'offline';
    this.#isAway.set(channel, isAway);
    if (before === isAway || (before === undefined && !isAway)) return null;
    const others = this.#recent.filter((news) => now - news.at < TOGETHER_MS && news.camera !== camera);
    this.#recent = [...others, { kind: isAway ? 'lost' : 'back', camera, at: now }];
    return this.#recent;
  }
}
