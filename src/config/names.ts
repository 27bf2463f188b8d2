import { SECRET_KEYS, type VariableKey, Variables } from './variables.ts';

/** A variable found by its name; `number` is what stands for `<n>`. */
export interface Found {
  readonly key: VariableKey;
  readonly number: string | null;
}

const KEYS = Variables.keyof().options;
const FAMILIES = KEYS.flatMap((key) => {
  const [before = '', after] = key.split('<n>');
  return after === undefined ? [] : [{ key, shape: new RegExp(`^${before}([1-9]\\d{0,3})${after}$`) }];
});

/** The variable of this exact name, if there is one. */
export function findVariable(name: string): Found | undefined {
  const key = KEYS.find((known) => known === name);
  if (key) return { key, number: null };
  for (const family of FAMILIES) {
    const number = family.shape.exec(name)?.[1];
    if (number) return { key: family.key, number };
  }
  return undefined;
}

/** The secret that `<NAME>_FILE` gives the content of. */
export function findSecretOf(fileName: string): (Found & { readonly name: string }) | undefined {
  if (!fileName.endsWith('_FILE')) return undefined;
  const name = fileName.slice(0, -'_FILE'.length);
  const found = findVariable(name);
  return found && SECRET_KEYS.has(found.key) ? { ...found, name } : undefined;
}

/** What a person writes in `.env` for it. */
export function nameOf({ key, number }: Found): string {
  return number === null ? key : key.replace('<n>', number);
}

/** Every name that may stand in `.env`, families with the given number. */
export function knownNames(number: string): string[] {
  const names = KEYS.map((key) => ({ key, name: key.replace('<n>', number) }));
  return names.flatMap(({ key, name }) => (SECRET_KEYS.has(key) ? [name, `${name}_FILE`] : [name]));
}
