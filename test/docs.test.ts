import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AlarmKind } from '#shared/alarms.ts';
import { TroubleReason } from '#shared/channel.ts';
import { defaultOf, loadConfig, SECRET_KEYS, Variables } from '../src/config/config.ts';
import { ApiWorld } from './fakes/api-world.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const KEYS = Variables.keyof().options;

/** Rows of the tables whose first column is "Variable". */
const rows = read('docs/config.md')
  .split('\n')
  .flatMap((line) => {
    const [, name, fallback = '', meaning = ''] = /^\| `([A-Za-z]\w*(?:<n>)?\w*)` \| (?:`([^`]+)`)? ?\| (.+) \|$/.exec(line) ?? [];
    return name ? [{ name, fallback, meaning }] : [];
  });

/** Assignments of .env.example, also those that are commented out. */
const examples = read('.env.example')
  .split('\n')
  .flatMap((line) => {
    const [, comment, name, value = ''] = /^(# )?([A-Za-z]\w*)=(\S.*|)$/.exec(line) ?? [];
    return name ? [{ name, value: value.replace(/^'(.*)'$/, '$1'), isActive: comment === undefined }] : [];
  });

/** Everything that people read. */
const pages = globSync(['*.md', 'docs/**/*.md', 'deploy/**/*.md'], { cwd: ROOT }).map((page) => ({ page, text: read(page) }));
/** What must be true today; decisions and the changelog tell of their own time. */
const current = pages.filter(({ page }) => page !== 'CHANGELOG.md' && !page.startsWith('docs/decisions/'));
/** Of other programs, and of scripts of ours that are not the server. */
const OTHERS_VARIABLES = [
  ...['ONVIF_USER', 'ONVIF_PASSWORD_FILE', 'NODE_EXTRA_CA_CERTS', 'COMPOSE_FILE', 'COMPOSE_PROFILES'],
  ...['DOCKER_NODE_IMAGE', 'DOCKER_DEBIAN_IMAGE', 'DOCKER_GO2RTC_IMAGE'], // of docker-compose.yml
];
/** Shown as mistakes. */
const MISSPELT = ['WEB_PROT', 'DVR_PASSWORD'];
const Package = z.object({ scripts: z.record(z.string(), z.string()) });

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

describe('docs/config.md', () => {
  test('names every variable once, in the order of the schema', () => {
    expect(rows.map(({ name }) => name)).toEqual(KEYS);
  });

  test.each(KEYS)('tells default and secrecy of %s', (key) => {
    const row = rows.find(({ name }) => name === key);

    expect(row?.fallback).toBe(defaultOf(key));
    expect(row?.meaning.includes('Secret.')).toBe(SECRET_KEYS.has(key));
  });
});

describe('.env.example', () => {
  test('names every variable and no other', () => {
    const names = new Set(examples.map(({ name }) => name));

    expect([...names].toSorted()).toEqual(KEYS.map((key) => key.replace('<n>', '1')).toSorted());
  });

  test.each(KEYS)('shows the default of %s first, and sets nothing that has none', (key) => {
    const first = examples.find(({ name }) => name === key.replace('<n>', '1'));

    if (defaultOf(key) !== '') expect(first?.value).toBe(defaultOf(key));
    else if (first?.isActive) expect(first.value).toBe('');
  });

  test.each(examples.filter(({ value }) => value !== ''))('shows a value of $name that is accepted', ({ name, value }) => {
    const key = KEYS.find((known) => known.replace('<n>', '1') === name) ?? 'TZ';
    const result = Variables.shape[key].safeParse(key.includes('<n>') ? { 1: value } : value);

    expect(result.success).toBe(name !== 'SECRET_KEY'); // its placeholder must be refused
  });

  test('copied without a change gives the demo, without a warning', () => {
    const { config, warnings } = loadConfig({
      env: {},
      envFile: read('.env.example'),
      readSecretFile: () => '',
      systemTimeZone: 'UTC',
    });

    expect([config.demo, warnings]).toEqual([true, []]);
  });
});

describe('in every page', () => {
  test('links and their anchors resolve', () => {
    const broken = pages.flatMap(({ page, text }) =>
      linksIn(text)
        .filter((target) => {
          const [file = '', anchor] = target.split('#');
          const linked = file === '' ? page : path.join(path.dirname(page), decodeURIComponent(file));
          return !existsSync(path.join(ROOT, linked)) || (anchor && linked.endsWith('.md') && !anchorsOf(read(linked)).has(anchor));
        })
        .map((target) => `${page}: ${target}`),
    );

    expect(broken).toEqual([]);
  });

  test('pictures are small', () => {
    const large = globSync('docs/images/*', { cwd: ROOT }).filter((file) => statSync(path.join(ROOT, file)).size > 200_000);

    expect(large).toEqual([]);
  });

  test('commands exist', () => {
    const { scripts } = Package.parse(JSON.parse(read('package.json')));
    const asked = current.flatMap(({ page, text }) =>
      [...text.matchAll(/\bnpm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name = '']) => ({ page, name })),
    );

    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter(({ name }) => !(name in scripts))).toEqual([]);
  });

  test('files of the project that are named exist', () => {
    const named = current.flatMap(({ page, text }) =>
      [...text.matchAll(/(?<![\w/.#-])(?:src|web|shared|test|scripts|bench|deploy|docs)\/[\w./*-]*\w/g)].map(([file]) => ({ page, file })),
    );

    expect(named.length).toBeGreaterThan(40);
    expect(named.filter(({ file }) => globSync(file, { cwd: ROOT }).length === 0)).toEqual([]);
  });

  test('variables exist', () => {
    const known = new Set<string>([...KEYS, ...OTHERS_VARIABLES, ...MISSPELT]);
    const isKnown = (name: string): boolean => {
      const key = name.replace(/^(CAMERA_|user|pass)(?:\d+|<n>)/, '$1<n>');
      return known.has(key) || (key.endsWith('_FILE') && SECRET_KEYS.has(key.slice(0, -'_FILE'.length) as (typeof KEYS)[number]));
    };
    const named = current.flatMap(({ page, text }) =>
      [...text.matchAll(/(?<![\w$<{./-])(?:[A-Z][A-Z0-9]*(?:_(?:<n>|[A-Z0-9]+))+|(?:user|pass)\d)(?![\w…-]|_…)/g)].map(([name]) => ({
        page,
        name,
      })),
    );

    expect(named.length).toBeGreaterThan(100);
    expect(named.filter(({ name }) => !isKnown(name))).toEqual([]);
  });

  test('examples of .env are accepted', () => {
    const isUnitOfSystemd = (lines: string): boolean => /^\[\w+\]$/m.test(lines);
    const fences = current
      .flatMap(({ page, text }) =>
        [...text.matchAll(/^```(?:ini|env|dotenv)\n([\s\S]*?)^```/gm)].map(([, lines = '']) => ({ page, lines })),
      )
      .filter(({ lines }) => !isUnitOfSystemd(lines));

    expect(fences.length).toBeGreaterThan(2);
    for (const { page, lines } of fences) expect(refusalOf(lines), `${page}:\n${lines}`).toBeUndefined();
  });

  test('addresses of the API exist', async () => {
    await using world = await ApiWorld.open();
    const routes = world.api.routes.map(({ method, url }) => ({ method, pattern: patternOf(url) }));
    const named = current.flatMap(({ page, text }) =>
      [...text.matchAll(/`(?:(GET|POST|DELETE|HEAD) )?(\/(?:api|recordings|share|healthz|readyz|metrics)\b[^`\s]*)[^`]*`/g)].map(
        ([, method, address = '']) => ({ page, method, address: address.replace(/[?[].*$/, '') }),
      ),
    );
    const isThere = ({ method, address }: { method?: string; address: string }): boolean =>
      /[…*]|\{[\w,]*,/.test(address) || routes.some((route) => (method ?? route.method) === route.method && route.pattern.test(address));

    expect(named.length).toBeGreaterThan(60);
    expect(named.filter((each) => !isThere(each))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  const [server = '', web = ''] = read('docs/architecture.md').split('## Rooms of the web app');
  const shownIn = (part: string): string[] | undefined => /^[\w-]+(?: ◀ [\w-]+)+$/m.exec(part)?.[0].split(' ◀ ');
  const toldIn = (part: string): (string | undefined)[] => [...part.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, room]) => room);

  test('names the rooms of the server in the order that the law has', () => {
    const order = lawOf('ORDER').filter((room) => room !== 'read-config');

    expect(shownIn(server)).toEqual(order);
    expect(['shared', ...toldIn(server), 'main']).toEqual(order);
  });

  test('names the rooms of the web app in the order that the law has', () => {
    const order = [...new Set(lawOf('WEB_ORDER').map((folder) => folder.replace(/\/.*/, '')))].slice(0, -WEB_ENTRIES.length);

    expect(lawOf('WEB_ORDER').slice(-WEB_ENTRIES.length)).toEqual(WEB_ENTRIES);
    expect(shownIn(web)).toEqual(order);
    expect(toldIn(web)).toEqual(order);
  });
});

/** They put the folders together, or are a program of their own. */
const WEB_ENTRIES = ['routes', 'app', 'main', 'worker'];

function lawOf(list: 'ORDER' | 'WEB_ORDER'): string[] {
  const law = new RegExp(`const ${list} = \\[([\\s\\S]*?)\\];`).exec(read('test/architecture.test.ts'))?.[1] ?? '';
  return [...law.matchAll(/'([\w/-]+)'/g)].map(([, room = '']) => room);
}

test('docs/operate.md explains every reason, alarm and exit code', () => {
  const page = read('docs/operate.md');
  const codes = [...(/const EXIT = \{([^}]*)\}/.exec(read('src/lib/errors.ts'))?.[1] ?? '').matchAll(/: (\d+)/g)].map(
    ([, code = '']) => code,
  );
  const words = [...TroubleReason.options, ...AlarmKind.exclude(['test']).options].filter((word) => !page.includes(`\`${word}\``));

  expect(words).toEqual([]);
  expect(codes.length).toBeGreaterThan(2);
  expect(codes.filter((code) => !page.includes(`| ${code} |`))).toEqual([]);
});

test('docs/invariants.md numbers each invariant once, in order', () => {
  const numbers = [...read('docs/invariants.md').matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number));

  expect(numbers.length).toBeGreaterThan(20);
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
});

/** `/api/exports/:id` matches `/api/exports/7` and `/api/exports/{id}`. */
function patternOf(url: string): RegExp {
  return new RegExp(`^${url.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+').replace('*', '.+')}$`);
}

function refusalOf(envFile: string): string | undefined {
  try {
    loadConfig({ env: {}, envFile, readSecretFile: () => 'a secret of some length', systemTimeZone: 'UTC' });
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** Relative targets, outside of code. */
function linksIn(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`(?!\])/g, '');
  const targets = [...prose.matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)|(?:src|href)="([^"]+)"/g)].map(
    ([, link, attribute]) => link ?? attribute ?? '',
  );
  return targets.filter((target) => target !== '' && !/^[a-z][a-z0-9+.-]*:/i.test(target));
}

/** As the usual renderers make them from headings. */
function anchorsOf(text: string): Set<string> {
  const headings = text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}
