import { MediaInvalid } from '../lib/errors.ts';
import { type Box, boxesIn, findBox, needBox } from './box.ts';
import type { MovieTrack } from './movie.ts';

/** One encoded picture, or one frame of audio. */
export interface Sample {
  readonly duration: number;
  readonly bytes: number;
  /** Presentation time minus decoding time. */
  readonly compositionOffset: number;
  /** Can be decoded without others. */
  readonly isSync: boolean;
}

/** Samples of one track that lie behind each other in the file. */
export interface Run {
  readonly track: MovieTrack;
  /** Decoding time of the first sample; undefined: right after the track's last one. */
  readonly decodeTime: number | undefined;
  /** Where the first sample lies, counted from the beginning of the `moof`. */
  readonly offset: number;
  readonly samples: readonly Sample[];
}

const TRACK = { baseOffset: 0x1, sampleDescription: 0x2, duration: 0x8, size: 0x10, flags: 0x20, baseIsMoof: 0x020000 };
const RUN = { dataOffset: 0x1, firstFlags: 0x4, duration: 0x100, size: 0x200, flags: 0x400, compositionOffset: 0x800 };
const NOT_SYNC = 0x10000;
/** No fragment of ours holds more; a broken count must not ask for gigabytes of memory. */
const MAX_SAMPLES = 1_000_000;

type Defaults = MovieTrack['defaults'];

/**
 * Lists the samples of a fragment; tracks that are not given are passed over.
 * @param moof the whole box
 * @throws MediaInvalid, also when offsets do not count from the `moof` itself: such a fragment cannot be moved
 */
export function readFragment(moof: Buffer, tracks: readonly MovieTrack[]): Run[] {
  const runs: Run[] = [];
  for (const traf of trafsIn(moof)) {
    const tfhd = needBox(moof, traf, 'tfhd');
    const track = tracks.find(({ id }) => id === moof.readUInt32BE(tfhd.body + 4));
    if (track) runs.push(...runsOf(moof, traf, track, defaultsOf(moof, tfhd, track.defaults)));
  }
  return runs;
}

/**
 * Adds each track's edit shift to its decoding times, in place: done by whoever takes the edit list out of the `moov`.
 * @returns whether that changed anything
 */
export function applyEditShifts(moof: Buffer, tracks: readonly MovieTrack[]): boolean {
  let hasChanged = false;
  for (const traf of trafsIn(moof)) {
    const id = moof.readUInt32BE(needBox(moof, traf, 'tfhd').body + 4);
    const shift = tracks.find((track) => track.id === id)?.editShift ?? 0;
    const tfdt = findBox(moof, traf, 'tfdt');
    if (shift === 0 || !tfdt) continue;
    const shifted = Math.max(0, decodeTimeOf(moof, tfdt) + shift);
    if (moof.readUInt8(tfdt.body) === 1) moof.writeBigInt64BE(BigInt(shifted), tfdt.body + 4);
    else moof.writeUInt32BE(shifted, tfdt.body + 4);
    hasChanged = true;
  }
  return hasChanged;
}

function trafsIn(moof: Buffer): Box[] {
  const [whole] = boxesIn(moof);
  return whole ? boxesIn(moof, whole.body, whole.end).filter(({ type }) => type === 'traf') : [];
}

function decodeTimeOf(moof: Buffer, tfdt: Box): number {
  const isLong = moof.readUInt8(tfdt.body) === 1;
  return isLong ? Number(moof.readBigInt64BE(tfdt.body + 4)) : moof.readUInt32BE(tfdt.body + 4);
}

function defaultsOf(moof: Buffer, tfhd: Box, { duration, size, flags: sampleFlags }: Defaults): Defaults {
  const flags = moof.readUIntBE(tfhd.body + 1, 3);
  if (flags & TRACK.baseOffset || !(flags & TRACK.baseIsMoof))
    throw new MediaInvalid('a fragment of the MP4 counts its offsets from somewhere else');
  const next = wordsFrom(moof, tfhd.body + 8);
  if (flags & TRACK.sampleDescription) next();
  return {
    duration: flags & TRACK.duration ? next() : duration,
    size: flags & TRACK.size ? next() : size,
    flags: flags & TRACK.flags ? next() : sampleFlags,
  };
}

function* runsOf(moof: Buffer, traf: Box, track: MovieTrack, defaults: Defaults): Generator<Run> {
  const tfdt = findBox(moof, traf, 'tfdt');
  let decodeTime = tfdt && decodeTimeOf(moof, tfdt);
  let offset: number | undefined;
  for (const { type, body, end } of boxesIn(moof, traf.body, traf.end)) {
    if (type !== 'trun') continue;
    const flags = moof.readUIntBE(body + 1, 3);
    if (flags & RUN.dataOffset) offset = moof.readInt32BE(body + 8);
    if (offset === undefined) throw new MediaInvalid('a fragment of the MP4 does not say where its samples are');
    const samples = samplesOf(moof, body, end, defaults);
    if (samples.length > 0) yield { track, decodeTime, offset, samples };
    offset += samples.reduce((sum, { bytes }) => sum + bytes, 0);
    decodeTime = undefined;
  }
}

function samplesOf(moof: Buffer, body: number, end: number, defaults: Defaults): Sample[] {
  const flags = moof.readUIntBE(body + 1, 3);
  const count = moof.readUInt32BE(body + 4);
  const next = wordsFrom(moof, body + (flags & RUN.dataOffset ? 12 : 8));
  const firstFlags = flags & RUN.firstFlags ? next() : undefined;
  const fields = [RUN.duration, RUN.size, RUN.flags, RUN.compositionOffset].filter((field) => flags & field).length;
  if (count > MAX_SAMPLES || next.at() + count * fields * 4 > end)
    throw new MediaInvalid('a fragment of the MP4 names more samples than it describes');
  return Array.from({ length: count }, (_, index) => {
    const duration = flags & RUN.duration ? next() : defaults.duration;
    const bytes = flags & RUN.size ? next() : defaults.size;
    const own = flags & RUN.flags ? next() : defaults.flags;
    // signed in version 1; in version 0 a value so large is a negative one of a careless writer, too
    const compositionOffset = flags & RUN.compositionOffset ? next() | 0 : 0;
    const sampleFlags = index === 0 && firstFlags !== undefined ? firstFlags : own;
    return { duration, bytes, compositionOffset, isSync: (sampleFlags & NOT_SYNC) === 0 };
  });
}

function wordsFrom(bytes: Buffer, from: number): { (): number; at(): number } {
  let at = from;
  const next = (): number => {
    at += 4;
    return bytes.readUInt32BE(at - 4);
  };
  return Object.assign(next, { at: () => at });
}
