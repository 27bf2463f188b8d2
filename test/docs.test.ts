import { existsSync, readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultOf, loadConfig, SECRET_KEYS, Variables } from '../src/config/config.ts';

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

describe('links', () => {
  test('resolve, in every page', async () => {
    const broken: string[] = [];
    for await (const page of glob(['*.md', 'docs/**/*.md', 'deploy/**/*.md'], { cwd: ROOT })) {
      for (const target of linksIn(read(page))) {
        const [file = '', anchor] = target.split('#');
        const linked = file === '' ? page : path.join(path.dirname(page), decodeURIComponent(file));
        const isThere = existsSync(path.join(ROOT, linked));
        if (!isThere || (anchor && linked.endsWith('.md') && !anchorsOf(read(linked)).has(anchor))) broken.push(`${page}: ${target}`);
      }
    }

    expect(broken).toEqual([]);
  });
});

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
