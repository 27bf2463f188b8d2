const RULES: readonly (readonly [RegExp, string])[] = [
  // user:password@ — up to the last @ before the path, because cameras' passwords hold every sign there is
  [/\b([a-z][a-z0-9+.-]*:\/\/)([^\s/@"'<>]*):[^\s"'<>]*@/gi, '$1$2:***@'],
  [/([?&](?:pass(?:word|wd)?|pwd|token|key|secret|auth)=)[^&\s"'<>#]+/gi, '$1***'],
  [/\b((?:set-)?cookie|authorization|x-csrf-token)(["']?\s*[:=]\s*["']?)[^\r\n"']+/gi, '$1$2***'],
  [/\b(response|nonce|cnonce)="[^"]*"/gi, '$1="***"'],
  [/(<(?:\w+:)?(?:Password|Nonce)\b[^>]*>)[^<]*/gi, '$1***'],
  [/\b(rtmps?:\/\/[^\s"'<>?]+\/)[^/\s"'<>]+/gi, '$1***'],
];

/** Knows the configured secrets and strikes them out of any text, whether written plainly or percent-encoded. */
export class Redactor {
  readonly #secrets: readonly string[];

  /** @param secrets passwords, stream keys, signing keys; those under 4 characters are left to the patterns */
  constructor(secrets: Iterable<string> = []) {
    const forms = new Set<string>();
    for (const secret of secrets) {
      if (secret.length < 4) continue;
      for (const form of [secret, encodeURIComponent(secret), encodeURI(secret), JSON.stringify(secret).slice(1, -1)]) forms.add(form);
    }
    this.#secrets = [...forms].sort((a, b) => b.length - a.length);
  }

  /** The text without known secrets and without anything that looks like a credential. */
  text(value: string): string {
    let clean = value;
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, '***');
    for (const [pattern, replacement] of RULES) clean = clean.replace(pattern, replacement);
    return clean;
  }
}
