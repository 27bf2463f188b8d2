import { type Box, boxesIn, findBox, needBox } from '../../src/mp4/box.ts';

/** A sample as a player finds it through the tables of an ordinary MP4. */
export interface FoundSample {
  readonly content: Buffer;
  /** When it is shown, in seconds, edit list applied. */
  readonly shownAt: number;
  readonly duration: number;
  readonly isSync: boolean;
}

/** Looks up every sample of an ordinary MP4 the way a player does: by `stts`, `ctts`, `stsc`, `stsz`, `stco` and the edit list. */
export function readSamples(file: Buffer): FoundSample[][] {
  const moov = boxesIn(file).find(({ type }) => type === 'moov');
  if (!moov) throw new Error('there is no moov');
  const movieTimescale = file.readUInt32BE(needBox(file, moov, 'mvhd').body + 12);
  const traks = boxesIn(file, moov.body, moov.end).filter(({ type }) => type === 'trak');
  return traks.map((trak) => samplesOfTrack(file, trak, movieTimescale));
}

function samplesOfTrack(file: Buffer, trak: Box, movieTimescale: number): FoundSample[] {
  const stbl = needBox(file, trak, 'mdia/minf/stbl');
  const timescale = file.readUInt32BE(needBox(file, trak, 'mdia/mdhd').body + 12);
  const table = (type: string, skip = 4): number[] => {
    const found = findBox(file, stbl, type);
    return found ? wordsIn(file, found.body + 4 + skip, found.end) : [];
  };
  const durations = expand(table('stts'));
  const compositionOffsets = expand(table('ctts'));
  const sync = table('stss');
  const sizes = table('stsz', 8);
  const places = placesOf(sizes, table('stsc'), offsetsIn(file, stbl));
  let time = editShift(file, trak, timescale / movieTimescale);
  return sizes.map((size, at) => {
    const shownAt = (time + (compositionOffsets[at] ?? 0)) / timescale;
    const duration = durations[at] ?? Number.NaN;
    time += duration;
    const place = places[at] ?? Number.NaN;
    const content = file.subarray(place, place + size);
    return { content, shownAt, duration, isSync: sync.length === 0 || sync.includes(at + 1) };
  });
}

function placesOf(sizes: readonly number[], perChunk: readonly number[], offsets: readonly number[]): number[] {
  const places: number[] = [];
  for (const [chunk, offset] of offsets.entries()) {
    let count = 0;
    for (let at = 0; at < perChunk.length; at += 3) if (chunk + 1 >= (perChunk[at] ?? 0)) count = perChunk[at + 1] ?? 0;
    for (let place = offset, at = 0; at < count; at++) {
      places.push(place);
      place += sizes[places.length - 1] ?? 0;
    }
  }
  return places;
}

function offsetsIn(file: Buffer, stbl: Box): number[] {
  const short = findBox(file, stbl, 'stco');
  if (short) return wordsIn(file, short.body + 8, short.end);
  const long = needBox(file, stbl, 'co64');
  const halves = wordsIn(file, long.body + 8, long.end);
  return halves.flatMap((high, at) => (at % 2 === 0 ? [(high >>> 0) * 2 ** 32 + ((halves[at + 1] ?? 0) >>> 0)] : []));
}

function editShift(file: Buffer, trak: Box, unitsPerMovieUnit: number): number {
  const elst = findBox(file, trak, 'edts/elst');
  const edits = elst ? wordsIn(file, elst.body + 8, elst.end) : [];
  const isDelayed = edits[1] === -1;
  return isDelayed ? (edits[0] ?? 0) * unitsPerMovieUnit - (edits[4] ?? 0) : -(edits[1] ?? 0);
}

function expand(runs: readonly number[]): number[] {
  return runs.flatMap((count, at) => (at % 2 === 0 ? Array<number>(count).fill(runs[at + 1] ?? 0) : []));
}

function wordsIn(file: Buffer, from: number, to: number): number[] {
  return Array.from({ length: (to - from) / 4 }, (_, at) => file.readInt32BE(from + at * 4));
}
