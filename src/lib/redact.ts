import { SECRET_PARAMETER } from './url-secrets.ts';

const STRUCK = '***';
/** Shorter ones would strike out ordinary words and numbers; they are left to the patterns. */
const SHORTEST = 4;

/** Every repetition is bounded, because what is logged may come from somebody who wants it to take long. */
const RULES: readonly (readonly [RegExp, string])[] = [
  // user:password@ — up to the last @ of the word, because cameras' passwords hold every sign there is
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/)([^\s/@"'<>]{0,256}?):[^\s"'<>]{0,512}@/gi, '$1$2:***@'],
  [SECRET_PARAMETER, '$1***'],
  [/\b((?:set-)?cookie|(?:proxy-)?authorization|x-csrf-token)(\\{0,7}["']?\s{0,9}[:=]\s{0,9})[^\r\n]+/gi, '$1$2***'],
  [/\b(response|nonce|cnonce)=(\\{0,7}")[^"\\]{0,512}/gi, '$1=$2***'],
  [/(<(?:\w{1,32}:)?(?:Password|Nonce)\b[^>]{0,512}>)[^<]*/gi, '$1***'],
  [/\b((?:cam\d{1,5}(?:_sub)?|view\d{1,3})_)[0-9a-f]{32}\b/g, '$1***'], // who knows the name of a hub's stream can read it
  [/\b(rtmps?:\/\/[^\s"'<>?]{1,512}\/)[^/\s"'<>]+/gi, '$1***'],
];

/** Fields whose value is a credential, whatever it looks like. */
const SECRET_FIELD = /(?:^pass|passwd|password|pwd|secret|(?:secret|stream)[-_]?key|token|cookie|authorization)$/i;

/** Knows the configured secrets and strikes them out of any text, however they are encoded there. */
export class Redactor {
  readonly #known = new Set<string>();
  #secrets: RegExp | null = null;

  /** @param secrets passwords, stream keys, signing keys, none of them encoded; those under 4 characters are left to the patterns */
  constructor(secrets: Iterable<string> = []) {
    this.learn(secrets);
  }

  /** Strikes these out, too, from now on. */
  learn(secrets: Iterable<string>): void {
    for (const secret of secrets) if (secret.length >= SHORTEST) this.#known.add(secret);
    const known = [...this.#known].sort((a, b) => b.length - a.length);
    const patterns = known.flatMap((secret) => [[...secret].map(anySpelling).join(''), escaped(base64(secret))]);
    this.#secrets = patterns.length > 0 ? new RegExp(patterns.join('|'), 'g') : null;
  }

  /** The text without known secrets and without anything that looks like a credential. */
  text(value: string): string {
    let clean = this.#secrets ? value.replace(this.#secrets, STRUCK) : value;
    for (const [pattern, replacement] of RULES) clean = clean.replace(pattern, replacement);
    return clean;
  }

  /** The same for a line of JSON, which stays JSON: also numbers and field names are looked at. */
  json(line: string): string {
    try {
      return JSON.stringify(this.#clean(JSON.parse(line)));
    } catch {
      return this.text(line);
    }
  }

  #clean(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.#secrets && String(value).search(this.#secrets) >= 0 ? STRUCK : value;
    if (Array.isArray(value)) return value.map((item) => this.#clean(item));
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value).map(([name, field]) => [
      this.text(name),
      isSecretField(name, field) ? STRUCK : this.#clean(field),
    ]);
    return Object.fromEntries(fields);
  }
}

function isSecretField(name: string, value: unknown): boolean {
  return SECRET_FIELD.test(name) && typeof value !== 'boolean' && value !== null;
}

/** A pattern for every way a character is written: plainly, percent-encoded once or twice, in JSON, in HTML. */
function anySpelling(character: string): string {
  if (/[A-Za-z0-9]/.test(character)) return character;
  const bytes = [...Buffer.from(character)].map((byte) => byte.toString(16).padStart(2, '0'));
  const percent = bytes.map((hex) => `%(?:25)?${anyCase(hex)}`).join('');
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index).toString(16).padStart(4, '0'));
  const unicode = units.map((hex) => `\\\\{1,7}u${anyCase(hex)}`).join('');
  const entity = `&#(?:${character.codePointAt(0)}|x${anyCase((character.codePointAt(0) ?? 0).toString(16))});`;
  return `(?:\\\\{0,7}${escaped(character)}|${percent}|${unicode}|${entity}${OTHERS[character] ?? ''})`;
}

const OTHERS: Readonly<Record<string, string>> = { ' ': '|\\+', '&': '|&amp;', '<': '|&lt;', '>': '|&gt;', '"': '|&quot;', "'": '|&apos;' };

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/** As it stands in a Basic authorization. */
function base64(secret: string): string {
  return Buffer.from(secret).toString('base64').replace(/=+$/, '');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
