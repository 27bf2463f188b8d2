/** A sheet of small pictures; times in epoch ms. */
export interface SpriteSheet {
  readonly from: number;
  readonly to: number;
  readonly url: string;
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly tiles: readonly number[];
}

/** One picture of a sheet. */
export interface Sprite {
  readonly sheet: SpriteSheet;
  /** Css pixels of its upper left corner. */
  readonly x: number;
  readonly y: number;
  /** The picture's own time. */
  readonly at: number;
}

interface SpriteSheetsOptions {
  /** Asks the server for the sheet around a moment and waits until its picture is there; null: there is none, or it failed. */
  readonly load: (channel: number, at: number, signal: AbortSignal) => Promise<SpriteSheet | null>;
  /** A sheet has come. */
  readonly onLoaded: () => void;
  readonly now: () => number;
}

const SHEET_MS = 600_000;
const MOST_SHEETS = 200;
/** A sheet to which pictures are still being added, or that could not be had, is asked for again. */
const STALE_MS = 20_000;

interface Kept {
  readonly sheet: SpriteSheet | null;
  readonly loadedAt: number;
  readonly isSettled: boolean;
}

/** Keeps the sheets that were looked at last; asks for one at a time of each camera, and of those that wait only for the newest. */
export class SpriteSheets {
  readonly #options: SpriteSheetsOptions;
  /** The one looked at last is last. */
  readonly #kept = new Map<string, Kept>();
  readonly #wanted = new Map<number, number>();
  readonly #loading = new Set<number>();
  readonly #life = new AbortController();

  constructor(options: SpriteSheetsOptions) {
    this.#options = options;
  }

  dispose(): void {
    this.#life.abort();
  }

  /** The picture nearest to a moment; null while its sheet is on its way, or when there is none. */
  spriteAt(channel: number, time: number): Sprite | null {
    const key = keyOf(channel, time);
    const kept = this.#kept.get(key);
    if (kept) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
    }
    if (!kept || (!kept.isSettled && this.#options.now() - kept.loadedAt > STALE_MS)) this.#want(channel, time);
    return kept?.sheet ? nearest(kept.sheet, time) : null;
  }

  #want(channel: number, time: number): void {
    this.#wanted.set(channel, time);
    if (!this.#loading.has(channel)) void this.#loadWanted(channel);
  }

  async #loadWanted(channel: number): Promise<void> {
    this.#loading.add(channel);
    for (let time = this.#take(channel); time !== undefined && !this.#life.signal.aborted; time = this.#take(channel)) {
      const sheet = await this.#options.load(channel, time, this.#life.signal);
      const loadedAt = this.#options.now();
      this.#kept.set(keyOf(channel, time), { sheet, loadedAt, isSettled: sheet !== null && sheet.to < loadedAt - SHEET_MS });
      const [oldest] = this.#kept.keys();
      if (this.#kept.size > MOST_SHEETS && oldest !== undefined) this.#kept.delete(oldest);
      if (!this.#life.signal.aborted) this.#options.onLoaded();
    }
    this.#loading.delete(channel);
  }

  #take(channel: number): number | undefined {
    const time = this.#wanted.get(channel);
    this.#wanted.delete(channel);
    return time;
  }
}

function keyOf(channel: number, time: number): string {
  return `${channel}/${Math.floor(time / SHEET_MS)}`;
}

function nearest(sheet: SpriteSheet, time: number): Sprite | null {
  let best = -1;
  for (const [index, at] of sheet.tiles.entries()) {
    if (best < 0 || Math.abs(at - time) < Math.abs((sheet.tiles[best] ?? 0) - time)) best = index;
  }
  const at = sheet.tiles[best];
  if (at === undefined) return null;
  return { sheet, at, x: (best % sheet.columns) * sheet.tileWidth, y: Math.floor(best / sheet.columns) * sheet.tileHeight };
}
