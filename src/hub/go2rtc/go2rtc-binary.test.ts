import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findGo2rtc, KNOWN_PLATFORMS } from './go2rtc-binary.ts';

const HERE = `${process.platform}-${process.arch}`;
const read = (place: string): string => readFileSync(new URL(`../../../${place}`, import.meta.url), 'utf8');

test('a binary that the owner names is taken as it is', async () => {
  expect(await findGo2rtc('/opt/go2rtc', 'plan9-mips')).toBe('/opt/go2rtc');
});

test('a platform whose binary we have never seen gets none, and is told what to do', async () => {
  for (const platform of ['linux-arm64', 'darwin-arm64', 'win32-x64'])
    await expect(findGo2rtc(null, platform)).rejects.toThrow(`There is no go2rtc for ${platform} that we know: name one with GO2RTC_BIN`);
});

test.runIf(KNOWN_PLATFORMS.includes(HERE))('the binary of the package is the one whose checksum we know', async () => {
  expect(existsSync(await findGo2rtc(null))).toBe(true);
});

test('each package of it that is installed is of a platform that we know, in one version', () => {
  const { optionalDependencies, dependencies } = JSON.parse(read('package.json'));
  const all = Object.entries({ ...dependencies, ...optionalDependencies }).filter(([name]) => name.includes('go2rtc'));

  expect(all.map(([name]) => name)).toEqual(KNOWN_PLATFORMS.map((platform) => `@camera.ui/go2rtc-${platform}`));
  expect(new Set(all.map(([, version]) => version)).size).toBe(1);
});
