import { MediaInvalid } from '../lib/errors.ts';
import { type Box, boxesIn, findBox, needBox, rebuilt } from './box.ts';
import { codecString } from './codec-string.ts';
import { readEsds } from './esds.ts';

/** What one track of a file is and holds. */
export interface TrackFacts {
  readonly kind: 'video' | 'audio';
  /** As browsers call it (RFC 6381), e.g. `avc1.640028`, `hvc1.1.6.L93.B0`, `mp4a.40.2`. */
  readonly codec: string;
  /** Time units per second. */
  readonly timescale: number;
  readonly samples: number;
  readonly durationMs: number;
  readonly width?: number;
  readonly height?: number;
  readonly sampleRate?: number;
  readonly channels?: number;
}

/** A track as the `moov` describes it; its samples and duration are 0 when they follow in fragments. */
export interface MovieTrack extends TrackFacts {
  readonly id: number;
  /** How far its edit list moves the presentation, in time units: later where it is positive. */
  readonly editShift: number;
  /** What `trex` says of samples about which a fragment says nothing. */
  readonly defaults: { readonly duration: number; readonly size: number; readonly flags: number };
}

/** A `moov` box, read. */
export interface Movie {
  readonly bytes: Buffer;
  readonly timescale: number;
  /** In units of `timescale`; 0 in a fragmented file. */
  readonly duration: number;
  readonly tracks: readonly MovieTrack[];
  /** The samples follow in fragments. */
  readonly isFragmented: boolean;
}

/**
 * Reads a `moov`: its video and audio tracks, others are passed over.
 * @throws MediaInvalid
 */
export function readMovie(bytes: Buffer): Movie {
  const [moov] = boxesIn(bytes);
  if (moov?.type !== 'moov') throw new MediaInvalid('the MP4 has no moov where one must be');
  const header = readTimes(bytes, needBox(bytes, moov, 'mvhd'), 4);
  const tracks = boxesIn(bytes, moov.body, moov.end).filter(({ type }) => type === 'trak');
  return {
    bytes,
    timescale: header.middle.readUInt32BE(0),
    duration: header.duration,
    tracks: tracks.flatMap((trak) => readTrack(bytes, moov, trak, header.middle.readUInt32BE(0)) ?? []),
    isFragmented: findBox(bytes, moov, 'mvex') !== undefined,
  };
}

/** The track that sets the pace of a file: its first video, else its first track. */
export function mainTrackOf(tracks: readonly MovieTrack[]): MovieTrack {
  const main = tracks.find(({ kind }) => kind === 'video') ?? tracks[0];
  if (!main) throw new MediaInvalid('the MP4 has neither video nor audio');
  return main;
}

/**
 * How long a recording is, in ms: as long as its pictures are shown, whatever its sound does; one without pictures is as long as its
 * longest track. The one place that says so.
 */
export function durationMsOf(tracks: readonly Pick<TrackFacts, 'kind' | 'durationMs'>[]): number {
  const pictures = tracks.find(({ kind, durationMs }) => kind === 'video' && durationMs > 0);
  return pictures?.durationMs ?? Math.max(0, ...tracks.map(({ durationMs }) => durationMs));
}

/** What others may know of a track. */
export function publicFacts({ id: _, editShift: __, defaults: ___, ...facts }: MovieTrack): TrackFacts {
  return facts;
}

/** The same `moov` without edit lists: players that join fragments do not agree on what these mean. */
export function withoutEditLists(bytes: Buffer): Buffer {
  const [moov] = boxesIn(bytes);
  if (!moov) throw new MediaInvalid('the MP4 has no moov where one must be');
  const keep = (child: Box): Buffer => bytes.subarray(child.start, child.end);
  const withoutEdits = (trak: Box): Buffer => rebuilt(bytes, trak, (child) => (child.type === 'edts' ? [] : [keep(child)]));
  return rebuilt(bytes, moov, (child) => [child.type === 'trak' ? withoutEdits(child) : keep(child)]);
}

/** Fields of `mvhd`, `mdhd` and `tkhd`, which differ only in how many bytes stand before the duration. */
export function readTimes(
  bytes: Buffer,
  header: Box,
  middleBytes: 4 | 8,
): { middle: Buffer; duration: number; rest: Buffer; flags: number } {
  const isLong = bytes.readUInt8(header.body) === 1;
  const middleAt = header.body + 4 + (isLong ? 16 : 8);
  const durationAt = middleAt + middleBytes;
  return {
    middle: bytes.subarray(middleAt, durationAt),
    duration: isLong ? Number(bytes.readBigUInt64BE(durationAt)) : bytes.readUInt32BE(durationAt),
    rest: bytes.subarray(durationAt + (isLong ? 8 : 4), header.end),
    flags: bytes.readUIntBE(header.body + 1, 3),
  };
}

function readTrack(bytes: Buffer, moov: Box, trak: Box, movieTimescale: number): MovieTrack | undefined {
  const handler = needBox(bytes, trak, 'mdia/hdlr');
  const kind = { vide: 'video', soun: 'audio' }[bytes.toString('latin1', handler.body + 8, handler.body + 12)];
  if (kind !== 'video' && kind !== 'audio') return undefined;
  const id = readTimes(bytes, needBox(bytes, trak, 'tkhd'), 8).middle.readUInt32BE(0);
  const media = readTimes(bytes, needBox(bytes, trak, 'mdia/mdhd'), 4);
  const timescale = media.middle.readUInt32BE(0);
  const edits = editsOf(bytes, trak);
  const format = kind === 'video' ? videoFormat : audioFormat;
  return {
    id,
    kind,
    timescale,
    samples: sampleCountOf(bytes, trak),
    durationMs: Math.round(edits.shown > 0 ? (edits.shown * 1000) / movieTimescale : (media.duration * 1000) / timescale),
    editShift: Math.round((edits.delay * timescale) / movieTimescale) - edits.mediaTime,
    defaults: defaultsOf(bytes, moov, id),
    ...format(bytes, sampleEntryOf(bytes, trak)),
  };
}

function sampleEntryOf(bytes: Buffer, trak: Box): Box {
  const stsd = needBox(bytes, trak, 'mdia/minf/stbl/stsd');
  const [entry] = boxesIn(bytes, stsd.body + 8, stsd.end);
  if (!entry) throw new MediaInvalid('a track of the MP4 does not say what its codec is');
  return entry;
}

function videoFormat(bytes: Buffer, entry: Box): Pick<MovieTrack, 'codec' | 'width' | 'height'> {
  return {
    codec: codecString(bytes, { ...entry, body: entry.body + 78 }),
    width: bytes.readUInt16BE(entry.body + 24),
    height: bytes.readUInt16BE(entry.body + 26),
  };
}

function audioFormat(bytes: Buffer, entry: Box): Pick<MovieTrack, 'codec' | 'sampleRate' | 'channels'> {
  const quickTimeBytes = [0, 16, 36][bytes.readUInt16BE(entry.body + 8)] ?? 0;
  const inner = { ...entry, body: entry.body + 28 + quickTimeBytes };
  const esds = findBox(bytes, inner, 'esds');
  // the entry itself often says stereo of whatever AAC
  const channels = (esds && readEsds(bytes.subarray(esds.body, esds.end))?.channels) ?? bytes.readUInt16BE(entry.body + 16);
  return { codec: codecString(bytes, inner), channels, sampleRate: bytes.readUInt16BE(entry.body + 24) };
}

function sampleCountOf(bytes: Buffer, trak: Box): number {
  const stbl = needBox(bytes, trak, 'mdia/minf/stbl');
  const sizes = findBox(bytes, stbl, 'stsz') ?? needBox(bytes, stbl, 'stz2');
  return bytes.readUInt32BE(sizes.body + 8);
}

/**
 * Empty edits at the start delay a track; the media time of the first real one is left out of the presentation.
 * `delay` and `shown` in units of the movie, `mediaTime` in those of the track.
 */
function editsOf(bytes: Buffer, trak: Box): { delay: number; mediaTime: number; shown: number } {
  const edits = { delay: 0, mediaTime: 0, shown: 0 };
  const elst = findBox(bytes, trak, 'edts/elst');
  if (!elst) return edits;
  const isLong = bytes.readUInt8(elst.body) === 1;
  for (let at = elst.body + 8; at < elst.end; at += isLong ? 20 : 12) {
    const span = isLong ? Number(bytes.readBigUInt64BE(at)) : bytes.readUInt32BE(at);
    const mediaTime = isLong ? Number(bytes.readBigInt64BE(at + 8)) : bytes.readInt32BE(at + 4);
    if (mediaTime === -1 && edits.shown === 0) edits.delay += span;
    if (mediaTime === -1) continue;
    if (edits.shown === 0) edits.mediaTime = mediaTime;
    edits.shown += span;
  }
  return edits;
}

function defaultsOf(bytes: Buffer, moov: Box, trackId: number): MovieTrack['defaults'] {
  const mvex = findBox(bytes, moov, 'mvex');
  const all = mvex ? boxesIn(bytes, mvex.body, mvex.end).filter(({ type }) => type === 'trex') : [];
  const trex = all.find(({ body }) => bytes.readUInt32BE(body + 4) === trackId);
  if (!trex) return { duration: 0, size: 0, flags: 0 };
  const word = (index: number): number => bytes.readUInt32BE(trex.body + 4 + index * 4);
  return { duration: word(2), size: word(3), flags: word(4) };
}
