const GB = 1e9;
const MB = 1e6;

/** A size for people; GB are 10^9 bytes. */
export function sizeText(bytes: number, language: string): string {
  const [value, unit] = bytes >= 1000 * GB ? [bytes / 1000 / GB, 'TB'] : bytes >= GB ? [bytes / GB, 'GB'] : [bytes / MB, 'MB'];
  const digits = value >= 100 || unit === 'MB' ? 0 : value >= 10 ? 1 : 2;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)} ${unit}`;
}
