import type { SettingSource } from '#shared/settings.ts';
import { systemCodeOf } from '../lib/errors.ts';
import { parseEnvFile } from './env-file.ts';
import { type Found, findSecretOf, findVariable } from './names.ts';
import type { Problems } from './problems.ts';
import { reportUnknown } from './unknown-names.ts';

/** Where the configuration comes from. */
export interface Sources {
  /** The process's environment; it wins over `.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of `.env`, or null when there is none. */
  readonly envFile: string | null;
  /** Reads what `<NAME>_FILE` names. */
  readonly readSecretFile: (path: string) => string;
}

/** Texts by variable; those with `<n>` in their name by number. */
export type RawVariables = Record<string, string | Record<string, string>>;

/** Where a variable's text stood. */
export interface Origin {
  readonly source: Exclude<SettingSource, 'default' | 'system'>;
  /** The `<NAME>_FILE` that named it; null when it stood there itself. */
  readonly fileVariable: string | null;
}

/**
 * Brings the sources together: every variable's text, before anybody asks what it means.
 * @param origins is told where each of them stood
 */
export function gather({ env, envFile, readSecretFile }: Sources, problems: Problems, origins = new Map<string, Origin>()): RawVariables {
  const texts = new Map<string, string>();
  if (envFile !== null) addFile(texts, envFile, problems);
  for (const name of texts.keys()) origins.set(name, { source: '.env', fileVariable: null });
  for (const [name, value] of Object.entries(env)) {
    if (!value) continue;
    reportUnknown(name, 'environment', problems);
    texts.set(name, value);
    origins.set(name, { source: 'environment', fileVariable: null });
  }
  const raw: RawVariables = {};
  for (const [name, text] of texts) {
    const variable = findVariable(name);
    if (variable) put(raw, variable, text);
  }
  for (const [name, path] of texts) {
    const secret = findVariable(name) ? undefined : findSecretOf(name);
    if (!secret) continue;
    if (texts.has(secret.name)) problems.report(secret.name, `is set twice, also by ${name}: keep one of them`);
    else {
      origins.set(secret.name, { source: 'file', fileVariable: name });
      putSecretFile(raw, { ...secret, fileName: name, path, readSecretFile }, problems);
    }
  }
  return raw;
}

function addFile(texts: Map<string, string>, envFile: string, problems: Problems): void {
  const { entries, errors } = parseEnvFile(envFile);
  const lines = new Map<string, number>();
  for (const error of errors) problems.reportLine(error);
  for (const { name, value, line, quote } of entries) {
    const before = lines.get(name);
    if (before === undefined) reportUnknown(name, '.env', problems);
    else problems.warn(`${name} stands in .env twice (lines ${before} and ${line}): the last one counts`);
    if (value.includes('$') && quote !== "'") {
      problems.warn(`${name} holds a $ in .env: write the value in single quotes, or Docker Compose takes what follows for a variable`);
    }
    lines.set(name, line);
    if (value === '') texts.delete(name);
    else texts.set(name, value);
  }
}

interface SecretFile extends Found {
  readonly name: string;
  readonly fileName: string;
  readonly path: string;
  readonly readSecretFile: (path: string) => string;
}

function putSecretFile(raw: RawVariables, { fileName, path, readSecretFile, ...secret }: SecretFile, problems: Problems): void {
  try {
    const text = readSecretFile(path).replace(/\r?\n$/, '');
    if (text !== '') {
      put(raw, secret, text);
      return;
    }
    problems.report(fileName, 'names an empty file: write the secret into it', path);
  } catch (error) {
    problems.report(fileName, `cannot be read (${systemCodeOf(error) ?? 'error'}): name a file that Mini-NVR may read`, path);
  }
  problems.taint(secret.name);
}

function put(raw: RawVariables, { key, number }: Found, text: string): void {
  if (number === null) raw[key] = text;
  else raw[key] = { ...(typeof raw[key] === 'object' ? raw[key] : {}), [number]: text };
}
