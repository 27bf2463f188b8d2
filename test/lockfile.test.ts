import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';

const Dependencies = z.record(z.string(), z.string()).default({});
const Manifest = z.object({ dependencies: Dependencies, devDependencies: Dependencies, optionalDependencies: Dependencies });
const Lock = z.object({
  packages: z.record(
    z.string(),
    Manifest.extend({
      resolved: z.string().optional(),
      link: z.boolean().optional(),
      version: z.string().optional(),
      integrity: z.string().optional(),
      inBundle: z.boolean().optional(),
    }),
  ),
});

const manifest = Manifest.parse(readJson('package.json'));
const { packages } = Lock.parse(readJson('package-lock.json'));

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));
}

/** Where Node would find a package from inside another one: nested first, then outwards. */
function entryOf(parent: string, name: string): string | undefined {
  for (let folder = parent; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = `${folder}${folder === '' ? '' : '/'}node_modules/${name}`;
    if (packages[place]) return place;
    if (folder === '') return undefined;
  }
}

test('every optional dependency has an entry, or npm ci refuses the file (scripts/complete-lockfile.mjs adds them)', () => {
  const missing = Object.entries(packages).flatMap(([parent, { optionalDependencies }]) =>
    Object.keys(optionalDependencies).flatMap((name) => (entryOf(parent, name) ? [] : [`${name} of ${parent}`])),
  );

  expect(missing).toEqual([]);
});

test('every version in package.json is exact, and the one that is locked', () => {
  const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies });

  expect(wanted.length).toBeGreaterThan(20);
  for (const [name, version] of wanted) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
    expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
  }
});

test('no address of a registry is in the file, so that any mirror serves it', () => {
  const resolved = Object.entries(packages).filter(([, entry]) => entry.resolved !== undefined && entry.link !== true);

  expect(resolved).toEqual([]);
});

test('every package has its integrity, for every platform: npm takes no other archive for it (scripts/complete-lockfile.mjs)', () => {
  const bare = Object.entries(packages)
    .filter(([place, { link, inBundle, integrity }]) => place !== '' && !link && !inBundle && !/^sha512-/.test(integrity ?? ''))
    .map(([place]) => place);

  expect(bare).toEqual([]);
});

test('what lies in the archive of another package lies in one that has its integrity', () => {
  const bundled = Object.entries(packages).filter(([, { inBundle }]) => inBundle);

  for (const [place] of bundled)
    expect(packages[place.slice(0, place.lastIndexOf('/node_modules/'))], place).toMatchObject({
      integrity: expect.stringMatching(/^sha512-/),
    });
});
