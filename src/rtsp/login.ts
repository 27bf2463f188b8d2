import { createHash } from 'node:crypto';

/** How an RTSP server wants somebody to log in: one `WWW-Authenticate` header. */
export interface LoginMethod {
  readonly scheme: 'digest' | 'basic' | 'other';
  /** Of a digest: `MD5`, `SHA-256`, … in capitals; empty for the others. */
  readonly algorithm: string;
  /** The algorithm stands in quotes, which not every client reads alike. */
  readonly isQuoted: boolean;
  readonly realm: string;
  readonly nonce: string;
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

const PARAMETER = /([a-z-]{1,32})=(?:"([^"]{0,512})"|([^\s",]{1,512}))/gi;

/** Reads a `WWW-Authenticate` header. */
export function readLoginMethod(header: string): LoginMethod {
  const scheme = /^\s*([a-z0-9-]{1,32})/i.exec(header)?.[1]?.toLowerCase();
  const found = new Map([...header.matchAll(PARAMETER)].map(([, name = '', quoted, plain]) => [name.toLowerCase(), { quoted, plain }]));
  const parameter = (name: string): string => found.get(name)?.quoted ?? found.get(name)?.plain ?? '';
  return {
    scheme: scheme === 'digest' || scheme === 'basic' ? scheme : 'other',
    algorithm: scheme === 'digest' ? (parameter('algorithm') || 'MD5').toUpperCase() : '',
    isQuoted: found.get('algorithm')?.quoted !== undefined,
    realm: parameter('realm'),
    nonce: parameter('nonce'),
  };
}

/** As people say it, e.g. `digest SHA-256`. */
export function nameOfLogin({ scheme, algorithm }: LoginMethod): string {
  return scheme === 'digest' ? `digest ${algorithm}` : scheme;
}

/** The `Authorization` header for one request; undefined where we do not know the method. */
export function authorizationFor(
  method: LoginMethod,
  request: { readonly method: string; readonly uri: string },
  login: Login,
): string | undefined {
  if (method.scheme === 'basic') return `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
  const algorithm = { MD5: 'md5', 'SHA-256': 'sha256' }[method.algorithm];
  if (method.scheme !== 'digest' || algorithm === undefined) return undefined;
  const hash = (text: string): string => createHash(algorithm).update(text).digest('hex');
  const { realm, nonce } = method;
  const secret = hash(`${login.user}:${realm}:${login.password}`);
  const response = hash(`${secret}:${nonce}:${hash(`${request.method}:${request.uri}`)}`);
  const fields = { username: login.user, realm, nonce, uri: request.uri, response };
  const named = method.algorithm === 'MD5' ? '' : `, algorithm=${method.algorithm}`;
  return `Digest ${Object.entries(fields)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}${named}`;
}
