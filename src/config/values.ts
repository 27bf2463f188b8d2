import type { RawVariables } from './gather.ts';
import { findVariable, nameOf } from './names.ts';
import type { Problems } from './problems.ts';
import { DISCREET_KEYS, SECRET_KEYS, type VariableKey, Variables } from './variables.ts';

const SHOWN_LENGTH = 60;

/** Reads every text by the schema. What is wrong is reported and counts as unset, so that the rest can be checked too. */
export function readValues(raw: RawVariables, problems: Problems): Variables {
  const result = Variables.safeParse(raw);
  if (result.success) return result.data;
  const rest = structuredClone(raw);
  for (const { path, message } of result.error.issues) {
    const [key = '', number = null] = path.map(String);
    reportValue({ key, number, message, text: textAt(raw, key, number) }, problems);
    drop(rest, key, number);
  }
  return Variables.parse(rest);
}

interface WrongValue {
  readonly key: string;
  readonly number: string | null;
  readonly message: string;
  readonly text: string;
}

function reportValue({ key, number, message, text }: WrongValue, problems: Problems): void {
  const found = findVariable(key.replace('<n>', number ?? ''));
  if (!found) return;
  const isHidden = SECRET_KEYS.has(key) || DISCREET_KEYS.has(key);
  const fallback = defaultOf(found.key);
  problems.report(nameOf(found), fallback ? `${message} (default: ${fallback})` : message, isHidden ? undefined : shown(text));
}

/** The default of a variable as it would stand in `.env`; empty when it has none. */
export function defaultOf(key: VariableKey): string {
  const value = Variables.shape[key].safeParse(undefined).data;
  return value === undefined || typeof value === 'object' ? '' : String(value);
}

function shown(text: string): string {
  const quoted = /[\s\p{Cc}]/u.test(text) ? JSON.stringify(text) : text;
  return quoted.length > SHOWN_LENGTH ? `${quoted.slice(0, SHOWN_LENGTH)}…` : quoted;
}

function textAt(raw: RawVariables, key: string, number: string | null): string {
  const entry = raw[key];
  if (typeof entry === 'string') return entry;
  return (number !== null && entry?.[number]) || '';
}

function drop(raw: RawVariables, key: string, number: string | null): void {
  const entry = raw[key];
  if (number === null || typeof entry !== 'object') delete raw[key];
  else delete entry[number];
}
