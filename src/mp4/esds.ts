/** What an `esds` box says of AAC and its relatives. */
export interface DecoderConfiguration {
  /** Two hexadecimal digits: `40` is AAC. */
  readonly objectType: string;
  /** What kind of AAC: 2 is LC. */
  readonly audioObjectType?: number;
  readonly channels?: number;
}

/** Walks the descriptors of ISO 14496-1: elementary stream (3) → decoder configuration (4) → specific information (5). */
export function readEsds(content: Buffer): DecoderConfiguration | undefined {
  const stream = descriptorAt(content, 4);
  const config = stream?.tag === 3 ? descriptorAt(content, stream.body + 3) : undefined;
  if (config?.tag !== 4 || config.body >= content.length) return undefined;
  const objectType = content.readUInt8(config.body).toString(16).padStart(2, '0');
  const specific = descriptorAt(content, config.body + 13);
  if (objectType !== '40' || specific?.tag !== 5 || specific.body + 2 > content.length) return { objectType };
  return { objectType, ...readAudioConfiguration(content.readUInt16BE(specific.body)) };
}

/** ISO 14496-3: 5 bits of object type, 4 of sample rate, 4 of channels; unless an escape makes one of them longer. */
function readAudioConfiguration(bits: number): Pick<DecoderConfiguration, 'audioObjectType' | 'channels'> {
  const audioObjectType = bits >> 11;
  if (audioObjectType === 31) return { audioObjectType: 32 + ((bits >> 5) & 63) };
  const channels = (bits >> 3) & 15;
  const isRateSpelledOut = ((bits >> 7) & 15) === 15;
  return isRateSpelledOut || channels === 0 ? { audioObjectType } : { audioObjectType, channels: channels === 7 ? 8 : channels };
}

function descriptorAt(bytes: Buffer, at: number): { tag: number; body: number } | undefined {
  let body = at + 1;
  while (((bytes[body] ?? 0) & 0x80) !== 0) body++; // the length takes as many bytes as have the top bit set, and one
  return body < bytes.length ? { tag: bytes.readUInt8(at), body: body + 1 } : undefined;
}
