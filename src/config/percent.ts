/** The text a percent-encoded one stands for; the text itself where some % begins no valid escape. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
