import { probeRecording } from '../../converter/converter.ts';
import { MediaInvalid, messageOf } from '../../lib/errors.ts';
import { type Container, containerInName, containerOfFile } from '../../lib/files/container.ts';
import type { HybridFile } from '../../mp4/mp4.ts';
import { encodeFragmentIndex, readHybrid } from '../../mp4/mp4.ts';
import type { SegmentMedia } from '../rows/segment-media.ts';
import { isHollow } from './hollow-file.ts';
import { Gate } from './in-parallel.ts';
import { type Standing, standingOfCodec, standingOfTracks, unplayable } from './playability.ts';

const PROBES_AT_ONCE = 2;

/** What a probe finds by reading a file's packets. */
export interface Probed {
  readonly durationMs: number;
  readonly videoPackets: number;
  /** ffmpeg's name of the pictures' codec. */
  readonly videoCodec?: string;
}

/** How files are looked into. */
export interface MediaReaders {
  /** What the file is by its first bytes; where it is not given, what its name says. */
  readonly containerOf?: (absolutePath: string) => Promise<Container | null>;
  /** Whether most of the file is a hole, which takes a program hours to read. */
  readonly isHollow?: (absolutePath: string) => Promise<boolean>;
  /** @throws MediaInvalid for what is no media; anything else means that it could not be found out */
  readonly probe: (absolutePath: string, signal: AbortSignal) => Promise<Probed>;
  /** @throws MediaInvalid */
  readonly readHybrid: (absolutePath: string) => Promise<HybridFile>;
}

/** The real ones. @param ffprobe the program */
export function mediaReaders(ffprobe: string): Required<MediaReaders> {
  return {
    probe: async (file, signal) => {
      const { durationMs, videoPackets, tracks } = await probeRecording(ffprobe, file, signal);
      return { durationMs, videoPackets, videoCodec: tracks.find(({ kind }) => kind === 'video')?.codec };
    },
    containerOf: containerOfFile,
    isHollow,
    readHybrid,
  };
}

/** What a file turned out to be. */
export interface MediaFacts {
  /** 0 where there are no pictures. */
  readonly durationMs: number;
  /** It is surely whole: a closed hybrid MP4, each of whose fragments was found. */
  readonly isComplete: boolean;
  readonly media?: SegmentMedia;
  /** Whether it can be played, or why not. */
  readonly found: Standing;
}

/** Looks into files, into few at a time where that takes a program. */
export class FileReader {
  readonly #readers: MediaReaders;
  readonly #signal: AbortSignal;
  readonly #gate = new Gate(PROBES_AT_ONCE);

  constructor(readers: MediaReaders, signal: AbortSignal) {
    this.#readers = readers;
    this.#signal = signal;
  }

  /** What the file is, whatever it is called. */
  async containerOf(absolutePath: string): Promise<Container | null> {
    return this.#readers.containerOf ? await this.#readers.containerOf(absolutePath) : containerInName(absolutePath);
  }

  /** @throws when it could not be found out */
  async read(absolutePath: string): Promise<MediaFacts> {
    const container = await this.containerOf(absolutePath);
    if (container === null) return nothing(unplayable('not_video'));
    if (container === 'mkv') return await this.#probe(absolutePath);
    try {
      const hybrid = await this.#readers.readHybrid(absolutePath);
      return hybrid.durationMs > 0 ? factsOf(hybrid) : await this.#probe(absolutePath);
    } catch (error) {
      const isUnfinished = error instanceof MediaInvalid && error.data.missing === 'moov';
      return isUnfinished ? nothing(unplayable('no_index')) : await this.#probe(absolutePath);
    }
  }

  async #probe(absolutePath: string): Promise<MediaFacts> {
    if (await this.#readers.isHollow?.(absolutePath)) return nothing(unplayable('holes'));
    try {
      const { durationMs, videoPackets, videoCodec } = await this.#gate.through(() => this.#readers.probe(absolutePath, this.#signal));
      if (videoPackets === 0) return nothing(unplayable('no_pictures'));
      return { durationMs, isComplete: false, found: standingOfCodec(videoCodec) };
    } catch (error) {
      if (error instanceof MediaInvalid) return nothing(unplayable('unreadable', messageOf(error)));
      throw error;
    }
  }
}

function nothing(found: Standing): MediaFacts {
  return { durationMs: 0, isComplete: false, found };
}

function factsOf({ durationMs, isClosed, init, index, tracks }: HybridFile): MediaFacts {
  const found = standingOfTracks(tracks);
  if (found.unplayable === 'no_pictures') return nothing(found);
  const encoded = index.fragments.length > 0 ? encodeFragmentIndex(index) : null;
  return { durationMs, found, isComplete: isClosed && encoded !== null, media: { init: encoded ? init : null, index: encoded, tracks } };
}
