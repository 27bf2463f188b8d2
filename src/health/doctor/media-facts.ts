import type { SegmentMedia } from '../../catalogue/catalogue.ts';
import { decodeFragmentIndex } from '../../mp4/mp4.ts';
import { type Gop, gopOf } from './gop.ts';

export interface MediaFactsOptions {
  readonly newestWithMedia: (channel: number) => Promise<number | undefined>;
  readonly mediaOf: (id: number) => Promise<SegmentMedia | undefined>;
}

/** What the newest converted recording of a channel says of its stream. */
export interface MediaFacts {
  readonly gop: Gop | null;
  readonly video: { readonly codec: string; readonly width?: number; readonly height?: number } | undefined;
}

const NOTHING: MediaFacts = { gop: null, video: undefined };

/** Reads the newest recordings' indexes, each once. */
export class StreamFactsReader {
  readonly #options: MediaFactsOptions;
  readonly #known = new Map<number, { readonly id: number; readonly facts: MediaFacts }>();

  constructor(options: MediaFactsOptions) {
    this.#options = options;
  }

  async of(channel: number): Promise<MediaFacts> {
    const id = await this.#options.newestWithMedia(channel);
    if (id === undefined) return NOTHING;
    const known = this.#known.get(channel);
    if (known?.id === id) return known.facts;
    const media = await this.#options.mediaOf(id);
    const facts = media ? factsOf(media) : NOTHING;
    this.#known.set(channel, { id, facts });
    return facts;
  }
}

function factsOf({ index, tracks }: SegmentMedia): MediaFacts {
  const video = tracks.find(({ kind }) => kind === 'video');
  return { gop: index && index.byteLength > 0 ? safeGop(index) : null, video };
}

/** A damaged index is playback's trouble, not health's. */
function safeGop(index: Uint8Array): Gop | null {
  try {
    return gopOf(decodeFragmentIndex(index));
  } catch {
    return null;
  }
}
