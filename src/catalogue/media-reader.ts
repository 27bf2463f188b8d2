import { MediaInvalid } from '../lib/errors.ts';
import type { HybridFile } from '../mp4/mp4.ts';
import { encodeFragmentIndex } from '../mp4/mp4.ts';
import { Gate } from './in-parallel.ts';
import type { SegmentMedia } from './segment-media.ts';

const PROBES_AT_ONCE = 2;

/** What a probe finds by reading a file's packets. */
export interface Probed {
  readonly durationMs: number;
  readonly videoPackets: number;
}

/** How files are looked into. */
export interface MediaReaders {
  /** @throws MediaInvalid for what is no media; anything else means that it could not be found out */
  readonly probe: (absolutePath: string, signal: AbortSignal) => Promise<Probed>;
  /** @throws MediaInvalid */
  readonly readHybrid: (absolutePath: string) => Promise<HybridFile>;
}

/** What a file turned out to be. */
export interface MediaFacts {
  readonly durationMs: number;
  /** It is surely whole: a closed hybrid MP4, each of whose fragments was found. */
  readonly isComplete: boolean;
  readonly media?: SegmentMedia;
}

/** Looks into files, into few at a time where that takes a program. */
export class MediaReader {
  readonly #readers: MediaReaders;
  readonly #signal: AbortSignal;
  readonly #gate = new Gate(PROBES_AT_ONCE);

  constructor(readers: MediaReaders, signal: AbortSignal) {
    this.#readers = readers;
    this.#signal = signal;
  }

  /** @returns undefined when it is no media; @throws when that could not be found out */
  async read(absolutePath: string): Promise<MediaFacts | undefined> {
    if (!absolutePath.endsWith('.mp4')) return await this.#probe(absolutePath);
    const hybrid = await this.#readers.readHybrid(absolutePath).catch(() => undefined);
    return hybrid && hybrid.durationMs > 0 ? factsOf(hybrid) : await this.#probe(absolutePath);
  }

  async #probe(absolutePath: string): Promise<MediaFacts | undefined> {
    try {
      const { durationMs, videoPackets } = await this.#gate.through(() => this.#readers.probe(absolutePath, this.#signal));
      return videoPackets > 0 ? { durationMs, isComplete: false } : undefined;
    } catch (error) {
      if (error instanceof MediaInvalid) return undefined;
      throw error;
    }
  }
}

function factsOf({ durationMs, isClosed, init, index, tracks }: HybridFile): MediaFacts {
  const encoded = index.fragments.length > 0 ? encodeFragmentIndex(index) : null;
  return { durationMs, isComplete: isClosed && encoded !== null, media: { init: encoded ? init : null, index: encoded, tracks } };
}
