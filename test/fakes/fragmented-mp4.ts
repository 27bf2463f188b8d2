import { box, fullBox, longWords, words } from '../../src/mp4/box.ts';

/** One encoded picture or frame of audio, invented. */
export interface FakeSample {
  readonly content: Buffer;
  readonly duration: number;
  readonly compositionOffset?: number;
  readonly isSync?: boolean;
}

export interface FakeTrack {
  readonly id: number;
  readonly kind: 'video' | 'audio' | 'text';
  readonly timescale: number;
  readonly sampleEntry: Buffer;
  /** Entries of an edit list: duration in movie units (1000 per second), media time in those of the track. */
  readonly edits?: readonly (readonly [number, number])[];
}

/** A track's part of a fragment; without decode time it follows what came before. */
export interface FakeRun {
  readonly track: FakeTrack;
  readonly decodeTime?: number;
  readonly samples: readonly FakeSample[];
}

const NOT_SYNC = 0x10000;

const AVCC = '0164002affe1000000';
const HVCC = '0101600000000000000000005df000fcfdf8f800000f';
/** ES descriptor, decoder configuration with 11 bytes of sizes and rates, AAC-LC 16 kHz mono. */
const ESDS = ['0380808022000200', '04808080144015', '00'.repeat(11), '05808080021408', '068080800102'].join('');

/** Sample entries with codec configurations as real cameras have them. */
export const sampleEntries = {
  h264: videoEntry('avc1', box('avcC', Buffer.from(AVCC, 'hex'))),
  hevc: videoEntry('hvc1', box('hvcC', Buffer.from(HVCC, 'hex'))),
  aac: audioEntry('mp4a', fullBox('esds', 0, 0, Buffer.from(ESDS, 'hex'))),
  opus: audioEntry('Opus', box('dOps', Buffer.alloc(11))),
};

/** Content that says what it is, so that a test sees whether it was found again. */
export function fakeContent(name: string, bytes: number): Buffer {
  return Buffer.alloc(bytes, `${name} `);
}

/** `ftyp` and the `moov` of a fragmented MP4. */
export function fakeInit(tracks: readonly FakeTrack[]): Buffer {
  const header = fullBox('mvhd', 0, 0, words([0, 0, 1000, 0]), Buffer.alloc(76), words([tracks.length + 1]));
  const extends_ = tracks.map(({ id }) => fullBox('trex', 0, 0, words([id, 1, 0, 0, 0])));
  const user = box('udta', box('name', Buffer.from('a fake camera')));
  const moov = box('moov', header, ...tracks.map(fakeTrackBox), box('mvex', ...extends_), user);
  return Buffer.concat([box('ftyp', Buffer.from('iso5\0\0\x02\0iso5iso6mp41', 'latin1')), moov]);
}

/** One `moof` with its `mdat`. */
export function fakeFragment(runs: readonly FakeRun[]): Buffer {
  const moofBytes = moofWith(runs, 0).length; // the offsets need its size first
  const media = runs.flatMap(({ samples }) => samples.map(({ content }) => content));
  return Buffer.concat([moofWith(runs, moofBytes + 8), box('mdat', ...media)]);
}

function moofWith(runs: readonly FakeRun[], mediaOffset: number): Buffer {
  let offset = mediaOffset;
  const trafs = runs.map(({ track, decodeTime, samples }) => {
    const entries = samples.map(({ content, duration, compositionOffset = 0, isSync = true }) =>
      words([duration, content.length, isSync ? 0 : NOT_SYNC, compositionOffset]),
    );
    const trun = fullBox('trun', 1, 0xf01, words([samples.length, offset]), ...entries);
    offset += samples.reduce((sum, { content }) => sum + content.length, 0);
    const times = decodeTime === undefined ? [] : [fullBox('tfdt', 1, 0, longWords([decodeTime]))];
    return box('traf', fullBox('tfhd', 0, 0x020000, words([track.id])), ...times, trun);
  });
  return box('moof', fullBox('mfhd', 0, 0, words([1])), ...trafs);
}

function fakeTrackBox({ id, kind, timescale, sampleEntry, edits }: FakeTrack): Buffer {
  const header = fullBox('tkhd', 0, 3, words([0, 0, id, 0, 0]), Buffer.alloc(60));
  const elst = edits && fullBox('elst', 0, 0, words([edits.length]), ...edits.map(([span, time]) => words([span, time, 0x10000])));
  const empty = ['stts', 'stsc', 'stco'].map((type) => fullBox(type, 0, 0, words([0])));
  const stbl = box('stbl', fullBox('stsd', 0, 0, words([1]), sampleEntry), ...empty, fullBox('stsz', 0, 0, words([0, 0])));
  const handler = fullBox('hdlr', 0, 0, words([0]), Buffer.from({ video: 'vide', audio: 'soun', text: 'text' }[kind]), Buffer.alloc(13));
  const media = box('mdia', fullBox('mdhd', 0, 0, words([0, 0, timescale, 0, 0])), handler, box('minf', stbl));
  return box('trak', header, ...(elst ? [box('edts', elst)] : []), media);
}

function videoEntry(type: string, configuration: Buffer): Buffer {
  const fields = Buffer.alloc(78);
  fields.writeUInt16BE(1280, 24);
  fields.writeUInt16BE(720, 26);
  return box(type, fields, configuration);
}

function audioEntry(type: string, configuration: Buffer): Buffer {
  const fields = Buffer.alloc(28);
  fields.writeUInt16BE(2, 16);
  fields.writeUInt16BE(16_000, 24);
  return box(type, fields, configuration);
}
