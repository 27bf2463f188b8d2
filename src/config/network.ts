import { isIP } from 'node:net';
import { Refusal } from './refusal.ts';

/** An address or CIDR range of reverse proxies; everything that would trust everybody is refused. */
export function readProxyRange(text: string): string {
  if (/^(?:true|false|\d+)$/i.test(text)) {
    throw new Refusal(
      'must be a list of the proxies, such as 127.0.0.1,10.0.0.0/8: true or a number of hops would let any client choose the address it seems to come from',
    );
  }
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  const bits = prefix === undefined ? undefined : Number(prefix);
  if (family === 0 || (bits !== undefined && bits > (family === 4 ? 32 : 128))) {
    throw new Refusal('must be a list of IP addresses or CIDR ranges, separated by commas, such as 127.0.0.1,10.0.0.0/8');
  }
  if (bits === 0) throw new Refusal('must not hold a range that is everybody (/0): name the proxies only');
  return text;
}

/** A host name or address under which browsers reach us, as it stands in the Host header, without port. */
export function readHostName(text: string): string {
  const name = text.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (isIP(name) || /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(name)) return name;
  throw new Refusal('must be a list of host names, separated by commas, without https://, port, path or *: such as nvr.example.org,nvr');
}

/** An ICE candidate: `host:port`, where the host may be an address, a name or go2rtc's word `stun`. */
export function readCandidate(text: string): string {
  const [, ipv6, name, port] = /^(?:\[([^\]]+)\]|([\w.-]+)):(\d{1,5})$/.exec(text) ?? [];
  const isHost = ipv6 === undefined ? name !== undefined : isIP(ipv6) === 6;
  if (isHost && Number(port) >= 1 && Number(port) <= 65_535) return text;
  throw new Refusal('must be a list of host:port, separated by commas, such as 203.0.113.5:8555');
}

/** The origin under which people open the app. */
export function readOrigin(text: string): URL {
  const url = urlWith(['http:', 'https:'], text);
  const isOrigin = url && url.username + url.password + url.search + url.hash === '' && url.pathname === '/';
  if (isOrigin) return url;
  throw new Refusal('must be an origin only, such as https://nvr.example.org: http or https, no user, no path');
}

/** Where a go2rtc that runs elsewhere answers. */
/** An address of this machine to listen on. */
export function readListenAddress(text: string): string {
  const address = text.trim().toLowerCase();
  if (address === 'localhost') return '127.0.0.1';
  if (isIP(address) > 0) return address;
  throw new Refusal('must be an IP address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them');
}

/** Basic authorization ends the user at the first colon. */
export function readRelayUser(text: string): string {
  if (/^[\w.@-]{1,64}$/.test(text)) return text;
  throw new Refusal('must be a name of at most 64 letters, digits and . _ @ -');
}

export function readHubUrl(text: string): URL {
  const url = urlWith(['http:', 'https:'], text);
  if (url && url.search + url.hash === '') return url;
  throw new Refusal('must be the address of go2rtc’s API, such as http://127.0.0.1:2127');
}

/** The ingest address without the stream key, without a slash at its end. */
export function readIngest(text: string): string {
  const address = text.trim();
  const url = /\s/.test(address) ? undefined : urlWith(['rtmp:', 'rtmps:'], address);
  if (url?.hostname && url.hash === '') return address.replace(/\/+$/, '');
  throw new Refusal('must be an address such as rtmps://a.rtmps.youtube.com:443/live2, without the stream key');
}

/** An address of somebody else's server that is called with what happens here; a user and password in it are sent as Basic. */
export function readCallUrl(text: string): URL {
  const url = /\s/.test(text.trim()) ? undefined : urlWith(['http:', 'https:'], text.trim());
  if (url && url.hash === '') return url;
  throw new Refusal('must be an http:// or https:// address, such as https://hooks.example.org/nvr');
}

/** PostgreSQL's address. */
export function readDatabaseUrl(text: string): string {
  const url = urlWith(['postgres:', 'postgresql:'], text);
  if (url?.hostname) return text;
  throw new Refusal('must be postgres://user:password@host:5432/database, signs such as @ : / # % in the password percent-encoded');
}

function urlWith(protocols: readonly string[], text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && protocols.includes(url.protocol) ? url : undefined;
}
