import { MediaInvalid } from '../lib/errors.ts';
import { openForReading } from '../lib/files/container.ts';
import { FragmentLog } from './fragment-log.ts';
import { type FileBox, fileBoxAt, findFileBox, fragmentsFrom, type Source, wholeBox } from './fragments-in-file.ts';
import { describeFile, formerMovie, type HybridFile, initOf } from './hybrid-file.ts';
import { durationMsOf, type Movie, mainTrackOf, publicFacts, readMovie } from './movie.ts';

/**
 * Reads back what a hybrid MP4 is: closed, still being written, or left behind by a crash (a last fragment that is not whole does
 * not count). An ordinary MP4 of others gives its tracks and duration, with an empty index and no init segment.
 * @throws MediaInvalid when it is no MP4, or a damaged one; the system's error
 */
export async function readHybrid(path: string): Promise<HybridFile> {
  await using file = await openForReading(path);
  const source = { file, sizeBytes: (await file.stat()).size };
  try {
    return await readFrom(source);
  } catch (error) {
    // a position outside the bytes read means only one thing: a box lies about its size
    throw error instanceof RangeError ? new MediaInvalid('the MP4 is damaged', { cause: error }) : error;
  }
}

async function readFrom(source: Source): Promise<HybridFile> {
  const front = await fileBoxAt(source, 0);
  if (front?.type !== 'ftyp') throw new MediaInvalid('the file is no MP4', { data: { sizeBytes: source.sizeBytes } });
  const second = await fileBoxAt(source, front.end);
  const former = second && isSmallFree(second) ? formerMovie(await wholeBox(source, second)) : undefined;
  const box = await findFileBox(source, 'moov', front.end);
  const movie = readMovie(await wholeBox(source, box));
  if (second && former) return readClosed(source, movie, former.moov, second.start + former.fragmentsAfter);
  return movie.isFragmented ? readOpen(source, movie, box.end) : ordinary(source, movie);
}

function isSmallFree({ type, start, end }: FileBox): boolean {
  return type === 'free' && end - start < 2 ** 20;
}

async function readOpen(source: Source, movie: Movie, from: number): Promise<HybridFile> {
  const log = new FragmentLog(movie);
  await readFragments(source, from, log);
  const { index, tables } = log;
  return describeFile({ movie, tables, index, sizeBytes: source.sizeBytes, isClosed: false });
}

async function readClosed(source: Source, movie: Movie, former: Buffer, from: number): Promise<HybridFile> {
  const log = new FragmentLog(readMovie(former));
  const end = await readFragments(source, from, log);
  if (end !== source.sizeBytes) throw new MediaInvalid('the end of the MP4 is missing', { data: { end, sizeBytes: source.sizeBytes } });
  return { ...ordinary(source, movie), init: initOf(former), index: log.index };
}

function ordinary({ sizeBytes }: Source, movie: Movie): HybridFile {
  return {
    sizeBytes,
    // what the file itself says counts its sound, too
    durationMs: durationMsOf(movie.tracks) || Math.round((movie.duration * 1000) / movie.timescale),
    init: new Uint8Array(),
    index: { timescale: mainTrackOf(movie.tracks).timescale, fragments: [] },
    tracks: movie.tracks.map(publicFacts),
    isClosed: true,
  };
}

/** @returns where the last whole fragment ends */
async function readFragments(source: Source, from: number, log: FragmentLog): Promise<number> {
  let end = from;
  for await (const fragment of fragmentsFrom(source, from)) {
    log.add(fragment.moof, fragment);
    end = fragment.offset + fragment.bytes;
  }
  return end;
}
