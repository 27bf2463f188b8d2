import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** The whole law: a file imports only from rooms to the left of its own. */
const ORDER = [
  ...[
    'shared',
    'lib',
    'config',
    'database',
    'volume',
    'mp4',
    'rtsp',
    'hub',
    'demo',
    'recorder',
    'converter',
    'catalogue',
    'cleanup',
    'health',
  ],
  ...['streamer', 'playback', 'auth', 'api', 'house', 'read-config', 'main'],
];
/** Each of their files is a door; every other room has one, named like the room. */
const OPEN = new Set(['shared', 'lib']);
const FORBIDDEN_NAME = /(?:^|[-.])(?:utils?|helpers?|types|constants|managers?|services?|handlers?)(?:[-.]|$)|^index$/;
const MAY_READ_ENVIRONMENT = /^src\/(?:config\/|lib\/child\.ts$|read-config\.ts$|main\.ts$)/;

const ROOT = path.resolve(import.meta.dirname, '..');
const files = globSync('{src,shared,web}/**/*.{ts,tsx}', { cwd: ROOT });
const sources = files
  .filter((file) => !/\.test\.tsx?$|\.d\.ts$/.test(file))
  .map((file) => ({ file, text: readFileSync(path.join(ROOT, file), 'utf8') }));
const imports = sources.flatMap(({ file, text }) => importsIn(text).map((target) => ({ file, target: resolved(file, target) })));

/** Static imports, re-exports and import(). */
function importsIn(text: string): string[] {
  const found = text.matchAll(/^(?:import|export|\})[^'"\n]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\(\s*'([^']+)'/gm);
  return [...found].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');
}

/** A path from the root, or the name of a package. */
function resolved(file: string, target: string): string {
  if (target.startsWith('#shared/')) return target.slice(1);
  return target.startsWith('.') ? path.join(path.dirname(file), target) : target;
}

/** `src/hub/hub.ts` → hub, `src/house.ts` → house, `shared/live.ts` → shared, `web/app.tsx` → web. */
function roomOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  return top === 'src' ? second.replace(/\.ts$/, '') : top;
}

function isOurs(target: string): boolean {
  return /^(?:src|shared|web|test|scripts|bench)\//.test(target);
}

function isDoor(target: string): boolean {
  const room = roomOf(target);
  return OPEN.has(room) || target === `src/${room}/${room}.ts` || target === `src/${room}.ts`;
}

test('every room has its place in the order', () => {
  const unknown = sources.map(({ file }) => roomOf(file)).filter((room) => room !== 'web' && !ORDER.includes(room));

  expect([...new Set(unknown)]).toEqual([]);
});

test('a file imports only from rooms to the left, and enters them by their door', () => {
  const wrong = imports.filter(({ file, target }) => {
    if (!file.startsWith('src/') || !isOurs(target) || roomOf(file) === roomOf(target)) return false;
    const isLeft = ORDER.includes(roomOf(target)) && ORDER.indexOf(roomOf(target)) < ORDER.indexOf(roomOf(file));
    return !isLeft || !isDoor(target);
  });

  expect(wrong).toEqual([]);
});

test('the web imports only itself and shared, shared only itself and zod', () => {
  const ofWeb = imports.filter(
    ({ file, target }) => file.startsWith('web/') && (target.startsWith('node:') || (isOurs(target) && !/^(?:web|shared)\//.test(target))),
  );
  const ofShared = imports.filter(({ file, target }) => file.startsWith('shared/') && target !== 'zod' && !target.startsWith('shared/'));

  expect([...ofWeb, ...ofShared]).toEqual([]);
});

test('only the configuration reads the environment', () => {
  const readers = sources.filter(
    ({ file, text }) => /\bprocess\.env\b|\bimport\.meta\.env\b/.test(text) && !MAY_READ_ENVIRONMENT.test(file),
  );

  expect(readers.map(({ file }) => file)).toEqual([]);
});

test('no file has a name that says nothing, or is not in kebab-case', () => {
  const named = files.filter(
    (file) => FORBIDDEN_NAME.test(path.basename(file).replace(/\.tsx?$/, '')) || !/^[a-z0-9-.]+$/.test(path.basename(file)),
  );

  expect(named).toEqual([]);
});

test('the law sees what it judges', () => {
  expect(imports.filter(({ file }) => file === 'src/config/config.ts').map(({ target }) => target)).toContain('src/config/channels.ts');
  expect(
    importsIn("import {\n  a,\n} from './a.ts';\nexport { b } from './b.ts';\nimport './c.ts';\nawait import('./d.ts');"),
  ).toHaveLength(4);
});
