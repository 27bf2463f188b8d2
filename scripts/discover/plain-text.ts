/** A text of a stranger as it may be shown on a terminal or written on one line: no control or bidi characters, not too long. */
export function plainText(text: string, longest = 64): string {
  return text
    .slice(0, longest * 4)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longest)
    .trim();
}
