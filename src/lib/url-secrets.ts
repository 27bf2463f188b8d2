/** Parameters of a path or query that hold a secret; `[?&;/_,]` before them, as cameras write `/user=admin_password=…`. */
const NAME =
  '(?:[a-z]{1,16}[_-]?)?(?:pass(?:word|wd|phrase)?|pas|pwd|psw|token|key|secret|auth(?:orization)?|sig(?:nature)?|session(?:id)?)';
/** Ends where the next parameter begins, also where cameras string them together by `_`: by name, because a password may look like one. */
const VALUE = '(?:(?!_(?:channel|stream|subtype|user|onvif|port)=)[^&;/?#\\s"\'<>\\\\]){1,512}';
/** A secret parameter anywhere in a text: what stands before its value, and the value. */
export const SECRET_PARAMETER = new RegExp(`((?:[?&;/_,]|\\\\u0026|&amp;)${NAME}=)(${VALUE})`, 'gi');

const STRUCK = '***';
const USERINFO = /^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i;

/** What a URL's path and query say that must never be shown: as it stands there, decoded, and what it is in Base64. */
export function secretsInTail(tail: string): readonly string[] {
  const values = [...tail.matchAll(SECRET_PARAMETER)].map(([, , value = '']) => value);
  return [...new Set(values.flatMap((value) => [value, decoded(value), ...inBase64(decoded(value))]))];
}

/**
 * A URL for people to look at: user info, secret parameters and path segments that are a known secret are struck out.
 * @param secrets not encoded, of any length
 */
export function maskUrl(url: string, secrets: Iterable<string> = []): string {
  const known = new Set([...secrets].filter((secret) => secret !== ''));
  const masked = url.replace(USERINFO, `$1${STRUCK}@`).replace(SECRET_PARAMETER, `$1${STRUCK}`);
  const tailAt = masked.indexOf('/', masked.indexOf('://') + 3);
  if (tailAt < 0) return masked;
  const tail = masked.slice(tailAt).replace(/[^/?&;=_,#]+/g, (part) => (known.has(part) || known.has(decoded(part)) ? STRUCK : part));
  return masked.slice(0, tailAt) + tail;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `user:password`, and the password, where that is what the Base64 says. */
function inBase64(text: string): string[] {
  if (!/^[A-Za-z0-9+/_-]{4,}={0,2}$/.test(text)) return [];
  const plain = Buffer.from(text, 'base64').toString();
  return /^[\x20-\x7e]{1,64}:[\x20-\x7e]{1,128}$/.test(plain) ? [plain, plain.slice(plain.indexOf(':') + 1)] : [];
}
