import { Refusal } from './refusal.ts';

/** One assignment of a `.env` file. */
export interface EnvEntry {
  readonly name: string;
  readonly value: string;
  /** Counted from 1. */
  readonly line: number;
  readonly quote: '"' | "'" | null;
}

export interface EnvFile {
  /** In the order of the file; a name may stand there twice. */
  readonly entries: readonly EnvEntry[];
  /** What cannot be read, each with its line and without its text, which may be part of a secret. */
  readonly errors: readonly string[];
}

const ASSIGNMENT = /^(?:export\s+)?([^\s=]+)\s*=(.*)$/;
const NAME = /^[A-Za-z_]\w*$/;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * Reads a `.env` file as Docker Compose does, except that $ never stands for another variable and a quoted value ends on
 * its line. A # begins a comment only at the start of a line or after whitespace: node's and dotenv's parsers cut
 * passwords and camera URLs at any #.
 */
export function parseEnvFile(text: string): EnvFile {
  const entries: EnvEntry[] = [];
  const errors: string[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (const [index, raw] of lines.entries()) {
    const statement = raw.trim();
    if (statement === '' || statement.startsWith('#')) continue;
    try {
      entries.push({ ...assignmentIn(statement), line: index + 1 });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      errors.push(`.env line ${index + 1} ${error.message}`);
    }
  }
  return { entries, errors };
}

function assignmentIn(statement: string): Omit<EnvEntry, 'line'> {
  const [, name = '', written = ''] = ASSIGNMENT.exec(statement) ?? [];
  const text = written.trim();
  if (name === '') throw new Refusal('is no NAME=value: write one, or begin the line with # to make it a comment');
  if (!NAME.test(name)) throw new Refusal('has a name that is not made of letters, digits and _ only');
  if (text.startsWith("'")) return { name, value: quoted(text, "'"), quote: "'" };
  if (text.startsWith('"')) return { name, value: unescaped(quoted(text, '"')), quote: '"' };
  return { name, value: written.replace(/\s+#.*$/, '').trim(), quote: null };
}

/** @returns what stands between the quotes; a quote inside is written with a backslash before it */
function quoted(text: string, quote: string): string {
  let end = 1;
  while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1;
  if (end >= text.length) throw new Refusal(`has a ${quote} that is not closed: end the value with ${quote}`);
  if (!/^(\s*|\s+#.*)$/.test(text.slice(end + 1))) {
    throw new Refusal(`goes on after the closing ${quote}: write a ${quote} inside the value as \\${quote}`);
  }
  const inner = text.slice(1, end);
  return quote === "'" ? inner.replaceAll("\\'", "'") : inner;
}

function unescaped(text: string): string {
  return text.replace(/\\([nrt$"\\])/g, (_, sign: string) => ESCAPES[sign] ?? sign);
}
