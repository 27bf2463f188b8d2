import { expect, test } from 'vitest';
import { english } from './english.ts';
import { german } from './german.ts';
import { lateEnglish, lateGerman } from './late.ts';
import { chosenLanguage } from './text.ts';

interface Tree {
  readonly [key: string]: string | Tree;
}

/** Each key with the values its text asks for, e.g. `login.limited {{count}}`. */
function holes(tree: Tree, path = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? `${path}${key} ${[...value.matchAll(/{{\w+}}/g)].sort().join(' ')}` : holes(value, `${path}${key}.`),
  );
}

test('German has the keys of English, and asks for the same values', () => {
  expect(holes(german)).toEqual(holes(english));
  expect(holes(lateGerman)).toEqual(holes(lateEnglish));
});

test.each([
  [null, ['fr-FR', 'de-AT', 'en'], 'de'],
  ['en', ['de'], 'en'],
  ['xx', ['fr'], 'en'],
])('kept %s, preferred %o: %s', (kept, preferred, language) => {
  expect(chosenLanguage(kept, preferred)).toBe(language);
});
