/** A track of a Matroska file, as the file's header tells of it. */
export interface MatroskaTrack {
  /** Matroska's own name, e.g. `V_MPEGH/ISO/HEVC` or `A_AAC`. */
  readonly codec: string;
  readonly sampleRate?: number;
  readonly channels?: number;
}

const ID = {
  segment: 0x18538067,
  tracks: 0x1654ae6b,
  track: 0xae,
  codec: 0x86,
  audio: 0xe1,
  sampleRate: 0xb5,
  channels: 0x9f,
} as const;

/** The tracks that the beginning of a Matroska file describes; what cannot be read is left out. */
export function matroskaTracks(beginning: Buffer): MatroskaTrack[] {
  return inside([beginning], ID.segment, ID.tracks, ID.track).map((track) => {
    const [audio] = inside([track], ID.audio);
    return {
      codec: inside([track], ID.codec)[0]?.toString('latin1').replace(/\0+$/, '') ?? '',
      ...(audio && { sampleRate: floatIn(inside([audio], ID.sampleRate)[0]), channels: unsigned(inside([audio], ID.channels)[0]) }),
    };
  });
}

/** The bodies of all elements that lie on this path. */
function inside(bodies: readonly Buffer[], ...path: readonly number[]): Buffer[] {
  return path.reduce<Buffer[]>(
    (found, id) => found.flatMap((body) => elementsIn(body).flatMap((each) => (each.id === id ? each.body : []))),
    [...bodies],
  );
}

interface Element {
  readonly id: number;
  readonly body: Buffer;
}

/** An element is its name, its size, and a body of that size; where the size is unknown or more than there is, all that is left. */
function elementsIn(bytes: Buffer): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const idLength = lengthAt(bytes, at);
    const sizeLength = lengthAt(bytes, at + idLength);
    const start = at + idLength + sizeLength;
    if (start > bytes.length) break;
    const size = sizeIn(bytes.subarray(at + idLength, start));
    elements.push({ id: unsigned(bytes.subarray(at, at + idLength)), body: bytes.subarray(start, start + size) });
    at = start + size;
  }
  return elements;
}

/** The bit that tells the length is no part of the size; all others set say that it is unknown. */
function sizeIn(bytes: Buffer): number {
  const [first = 0, ...rest] = bytes;
  const size = unsigned(Buffer.from([first & (0xff >> bytes.length), ...rest]));
  return size === 2 ** (7 * bytes.length) - 1 ? Number.POSITIVE_INFINITY : size;
}

/** A number's first byte tells by its leading zeros how long it is. */
function lengthAt(bytes: Buffer, at: number): number {
  return Math.clz32(bytes[at] ?? 0) - 23;
}

function unsigned(bytes: Buffer | undefined): number {
  return bytes?.reduce((value, byte) => value * 256 + byte, 0) ?? 1; // Matroska's default of channels
}

function floatIn(bytes: Buffer | undefined): number {
  if (bytes?.length === 8) return bytes.readDoubleBE();
  return bytes?.length === 4 ? bytes.readFloatBE() : 8000; // Matroska's default
}
