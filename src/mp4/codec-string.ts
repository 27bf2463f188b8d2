import { type Box, findBox } from './box.ts';
import { readEsds } from './esds.ts';

const PROFILE_SPACES = ['', 'A', 'B', 'C'];

/**
 * What browsers call the codec of a sample entry (RFC 6381), e.g. `avc1.640028`, `hvc1.1.6.L93.B0`, `mp4a.40.2`;
 * the bare four letters where we know no more.
 * @param entry the sample entry, its `body` at its first child
 */
export function codecString(bytes: Buffer, entry: Box): string {
  const content = (type: string): Buffer | undefined => {
    const found = findBox(bytes, entry, type);
    return found && bytes.subarray(found.body, found.end);
  };
  const detail = avcDetail(content('avcC')) ?? hevcDetail(content('hvcC')) ?? aacDetail(content('esds'));
  const name = entry.type === 'Opus' || entry.type === 'fLaC' ? entry.type.toLowerCase() : entry.type;
  return detail === undefined ? name : `${name}.${detail}`;
}

function avcDetail(avcC: Buffer | undefined): string | undefined {
  return avcC && avcC.length >= 4 ? avcC.toString('hex', 1, 4) : undefined;
}

/** ISO 14496-15, annex E.3. */
function hevcDetail(hvcC: Buffer | undefined): string | undefined {
  if (!hvcC || hvcC.length < 13) return undefined;
  const general = hvcC.readUInt8(1);
  const profile = `${PROFILE_SPACES[general >> 6]}${general & 31}`;
  const level = `${general & 32 ? 'H' : 'L'}${hvcC.readUInt8(12)}`;
  const constraints = [...hvcC.subarray(6, 12)];
  while (constraints.at(-1) === 0) constraints.pop();
  const flags = constraints.map((flag) => flag.toString(16).toUpperCase());
  return [profile, reversedBits(hvcC.readUInt32BE(2)).toString(16).toUpperCase(), level, ...flags].join('.');
}

function reversedBits(value: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 32; bit++) if (value & (1 << bit)) reversed += 2 ** (31 - bit);
  return reversed;
}

function aacDetail(esds: Buffer | undefined): string | undefined {
  const configuration = esds && readEsds(esds);
  if (!configuration) return undefined;
  const { objectType, audioObjectType } = configuration;
  return audioObjectType === undefined ? objectType : `${objectType}.${audioObjectType}`;
}
