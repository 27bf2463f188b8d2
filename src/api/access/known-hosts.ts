import { isIP } from 'node:net';
import os from 'node:os';

export interface KnownHostsOptions {
  readonly publicUrl: URL | null;
  /** ALLOWED_HOSTS: names, or `*.example.org`. */
  readonly allowedHosts: readonly string[];
  /** The machine's own name. */
  readonly hostname?: string;
}

/**
 * Which names of ours we answer to, and which origins are our own pages. Against DNS rebinding: a page of a name that
 * points to our address must not get an answer. IP addresses cannot be rebound, `localhost` and `*.local` not from outside.
 */
export class KnownHosts {
  readonly #names: ReadonlySet<string>;
  readonly #suffixes: readonly string[];
  readonly #publicOrigin: string | null;

  constructor({ publicUrl, allowedHosts, hostname = os.hostname() }: KnownHostsOptions) {
    const names = ['localhost', hostname, ...(publicUrl ? [publicUrl.hostname] : []), ...allowedHosts].map((name) => name.toLowerCase());
    this.#names = new Set(names.map((name) => nameOf(name) ?? name));
    this.#suffixes = ['.local', ...names.filter((name) => name.startsWith('*.')).map((name) => name.slice(1))];
    this.#publicOrigin = publicUrl?.origin ?? null;
  }

  /** Whether a Host header names us. */
  has(host: string | undefined): boolean {
    const name = host === undefined ? null : nameOf(host);
    if (!name) return false;
    return (
      isIP(name) !== 0 || this.#names.has(name) || this.#suffixes.some((suffix) => name.endsWith(suffix) && name.length > suffix.length)
    );
  }

  /** Whether an Origin header is a page of ours: the host that was asked, or PUBLIC_URL. */
  isOwnOrigin(origin: string, host: string | undefined): boolean {
    if (origin === this.#publicOrigin) return true;
    const page = parsed(origin);
    if (!page || !host || !/^https?:$/.test(page.protocol)) return false;
    return page.host === parsed(`${page.protocol}//${host}`)?.host;
  }
}

/** The name of a Host header, without port, brackets and final dot; null when it is none. */
function nameOf(host: string): string | null {
  if (!/^[\w.:[\]-]+$/.test(host)) return null;
  const url = parsed(`http://${host}`);
  return url ? url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '') : null;
}

function parsed(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
