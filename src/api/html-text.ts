/** A text as it may stand in HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A sentence of a description, what stands in backticks as code. */
export function prose(text: string): string {
  return escaped(text).replace(/&#96;|`([^`]+)`/g, (_whole, code: string) => `<code>${code}</code>`);
}
