/** An address's search part as plain texts: no JSON, no quotes, so that people can read and write it. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

/** The search part of an address; what is not set is left out. Commas and colons stay readable: they are allowed there. */
export function stringifySearch(search: Record<string, unknown>): string {
  const pairs = Object.entries(search)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(
      ([key, value]) =>
        `${encodeURIComponent(key)}=${encodeURIComponent(String(value)).replace(/%2C/g, ',').replace(/%3A/g, ':').replace(/%2F/g, '/')}`,
    );
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}
