import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** The law of the server: a file imports only from rooms to the left of its own. */
const ORDER = [
  ...[
    'shared',
    'lib',
    'config',
    'channels',
    'database',
    'volume',
    'segments',
    'mp4',
    'rtmp',
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
/**
 * The law of the web app: the same, folder by folder. What any screen may use comes first, then the screens, then what frames
 * them. A screen is drawn by many small files and has no secrets from the next, so its folder has no door.
 */
const WEB_ORDER = [
  ...['time', 'client', 'player/engine', 'player/viewer', 'player/live'],
  ...['text/english', 'text/german', 'text', 'ui', 'chart', 'camera', 'calendar', 'deletion'],
  ...['timeline/lanes', 'timeline/control', 'timeline/drawing', 'timeline', 'tile'],
  ...['login', 'doctor', 'health', 'live', 'exports', 'playback', 'events', 'storage', 'streamer', 'settings'],
  ...['shell', 'routes', 'app', 'main', 'worker'],
];
/** Plain classes with `start` and `dispose`: they play without React, and are tested without it. */
const WITHOUT_REACT = /^web\/(?:time|player)\//;
const FORBIDDEN_NAME = /(?:^|[-.])(?:utils?|helpers?|types|constants|managers?|services?|handlers?)(?:[-.]|$)|^index$/;
const MAY_READ_ENVIRONMENT = /^src\/(?:config\/|lib\/process\/child\.ts$|read-config\.ts$|main\.ts$)/;
/** More than that nobody sees at a glance; tests lie beside their files and count, because one looks past them too. */
const MOST_FILES = 30;

/** Words of one database, and what other databases answer otherwise: `src/database` has them, or a block that says the same everywhere. */
const OF_ONE_DATABASE =
  /json_each|INDEXED BY|CROSS JOIN|COLLATE|PRAGMA|sqlite|strftime|INSERT OR|insertId|\b(?:is_\w+|online) [!=]== [01]\b|\b(?:sum|avg)\(|\bAS [a-z]+[A-Z]|\.transaction\(\)/;

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

/** `web/player/live/play.ts` → player/live, `web/app.tsx` → app. */
function webRoomOf(file: string): string {
  const folder = path.dirname(file);
  return folder === 'web' ? path.parse(file).name : path.relative('web', folder);
}

function isOurs(target: string): boolean {
  return /^(?:src|shared|web|test|scripts|bench)\//.test(target);
}

function isDoor(target: string): boolean {
  const room = roomOf(target);
  return OPEN.has(room) || target === `src/${room}/${room}.ts` || target === `src/${room}.ts`;
}

/** Groups of files of which each leads to each other by imports: files that can only be understood, and moved, together. */
function circlesOf(links: ReadonlyMap<string, readonly string[]>): string[][] {
  const reachable = new Map([...links.keys()].map((file) => [file, reachableFrom(file, links)]));
  const circles = [...links.keys()].map((file) =>
    [...(reachable.get(file) ?? [])].filter((other) => reachable.get(other)?.has(file)).toSorted(),
  );
  return [...new Map(circles.filter(({ length }) => length > 0).map((circle) => [circle.join(), circle])).values()];
}

function reachableFrom(file: string, links: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set<string>();
  const ahead = [...(links.get(file) ?? [])];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    ahead.push(...(links.get(next) ?? []));
  }
  return seen;
}

test('every room has its place in the order', () => {
  const unknown = sources.map(({ file }) => roomOf(file)).filter((room) => room !== 'web' && !ORDER.includes(room));
  const unknownToWeb = sources.filter(({ file }) => file.startsWith('web/') && !WEB_ORDER.includes(webRoomOf(file)));

  expect([...new Set(unknown), ...unknownToWeb.map(({ file }) => file)]).toEqual([]);
});

test('a file imports only from rooms to the left, and enters them by their door', () => {
  const wrong = imports.filter(({ file, target }) => {
    if (!file.startsWith('src/') || !isOurs(target) || roomOf(file) === roomOf(target)) return false;
    const isLeft = ORDER.includes(roomOf(target)) && ORDER.indexOf(roomOf(target)) < ORDER.indexOf(roomOf(file));
    return !isLeft || !isDoor(target);
  });

  expect(wrong).toEqual([]);
});

test('a file of the web app imports only from its own folder and from those to the left', () => {
  const wrong = imports.filter(({ file, target }) => {
    if (!file.startsWith('web/') || !target.startsWith('web/') || target.endsWith('.css')) return false;
    return WEB_ORDER.indexOf(webRoomOf(target)) > WEB_ORDER.indexOf(webRoomOf(file));
  });

  expect(wrong).toEqual([]);
});

test('players and time know no React', () => {
  const wrong = imports.filter(({ file, target }) => WITHOUT_REACT.test(file) && /^react|^@tanstack\/|\.tsx$/.test(target));

  expect([...wrong, ...files.filter((file) => WITHOUT_REACT.test(file) && file.endsWith('.tsx'))]).toEqual([]);
});

test('no files import each other in a circle, not even for a type', () => {
  const links = new Map(sources.map(({ file }) => [file, imports.filter((link) => link.file === file).map(({ target }) => target)]));

  expect(circlesOf(links)).toEqual([]);
});

test('no folder has more files than one sees at a glance', () => {
  const counts = Map.groupBy(files, (file) => path.dirname(file));
  const tooLarge = [...counts].filter(([, { length }]) => length > MOST_FILES);

  expect(tooLarge.map(([folder, { length }]) => `${folder}: ${length}`)).toEqual([]);
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

test('only the room database speaks the words of one database', () => {
  const askers = sources.filter(
    ({ file, text }) => /from 'kysely'|(?:database\/database|lib\/sqlite-error)\.ts'/.test(text) && file.startsWith('src/'),
  );
  const wrong = askers.flatMap(({ file, text }) => {
    const [word] = OF_ONE_DATABASE.exec(text.replaceAll(/^.*\/\/ .*$|^\s*\/?\*.*$/gm, '')) ?? [];
    return word === undefined || roomOf(file) === 'database' ? [] : [`${file}: ${word}`];
  });

  expect(wrong).toEqual([]);
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
  expect(
    circlesOf(
      new Map([
        ['a', ['b']],
        ['b', ['c', 'd']],
        ['c', ['a']],
        ['d', []],
      ]),
    ),
  ).toEqual([['a', 'b', 'c']]);
});
