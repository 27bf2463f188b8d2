import { hasControlCharacter } from './camera-url.ts';
import { Refusal } from './refusal.ts';

const SHORTEST_KEY = 16;
/** The placeholder of `.env.example` and its likes. */
const PLACEHOLDER = /change[-_ ]?(?:me|this|it)|placeholder|your[-_ ]?secret/i;
const HASH = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;
const ALMOST_HASH = /^\$?2[abxy]\$|^\$2|^\$(?:argon2|apr1|[156y])\$/;
const MAKE_KEY = 'make one with "openssl rand -hex 32", or remove it and one is made and kept in DATA_DIR';

/** The key that signs cookies and CSRF tokens. */
export function readSecretKey(text: string): string {
  if (PLACEHOLDER.test(text)) throw new Refusal(`must not be the placeholder of .env.example: ${MAKE_KEY}`);
  if (text.length < SHORTEST_KEY) throw new Refusal(`must have at least ${SHORTEST_KEY} characters: ${MAKE_KEY}`);
  return text;
}

/** What a program must send to be answered; it travels in a header, so it has no spaces. */
export function readToken(text: string): string {
  const token = text.trim();
  if (/^[\x21-\x7e]{16,256}$/.test(token)) return token;
  throw new Refusal('must have 16 to 256 letters, digits and signs, without spaces: make one with "openssl rand -hex 32"');
}

export function readUserName(text: string): string {
  const name = text.trim();
  if (name !== '' && name.length <= 256 && !hasControlCharacter(name)) return name;
  throw new Refusal('must be a name of 1 to 256 characters');
}

/** A bcrypt hash or a plain password. */
export function readPassword(text: string): string {
  if (ALMOST_HASH.test(text) && !isHash(text)) {
    throw new Refusal(
      'looks like a hash but is no complete bcrypt hash: make one with "npm run hash-password" and write it in single quotes',
    );
  }
  if (text.length > 1024 || hasControlCharacter(text)) throw new Refusal('must be one line of at most 1024 characters');
  return text;
}

/** Whether a password of the configuration is a bcrypt hash. */
export function isHash(password: string): boolean {
  return HASH.test(password);
}
