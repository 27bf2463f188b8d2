/** Code that comes later, with the texts that come later. */
export async function withTexts<Code>(code: Promise<Code>): Promise<Code> {
  const [loaded, { openLateTexts }] = await Promise.all([code, import('../text/late.ts')]);
  openLateTexts();
  return loaded;
}
