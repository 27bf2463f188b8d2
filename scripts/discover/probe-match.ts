import { isIP } from 'node:net';
import type { FoundDevice } from './found-device.ts';
import { plainText } from './plain-text.ts';

/** Of an answer: real ones have one or two kilobytes. */
const LONGEST = 32_768;
const ONVIF_SCOPE = 'onvif://www.onvif.org/';

/**
 * Reads an answer to a probe without believing it: whatever address it claims, the device is at the one it was sent from.
 * @returns undefined when it names no address of an ONVIF service
 */
export function readProbeMatch(datagram: string, from: string): FoundDevice | undefined {
  if (datagram.length > LONGEST || isIP(from) === 0) return undefined;
  const addresses = textOf(datagram, 'XAddrs').split(/\s+/).flatMap(serviceUrl);
  const claimed = addresses.find(({ hostname }) => hostname === from) ?? addresses[0];
  if (!claimed) return undefined;
  claimed.hostname = isIP(from) === 6 ? `[${from}]` : from;
  return { url: claimed, name: nameIn(textOf(datagram, 'Scopes')) };
}

/** The text of the first element of a name, whatever its prefix; found by searching, not by a pattern that could be made slow. */
function textOf(xml: string, element: string): string {
  for (let at = xml.indexOf(element); at >= 0; at = xml.indexOf(element, at + element.length)) {
    const before = xml.slice(Math.max(0, at - 64), at);
    const opened = xml.indexOf('>', at);
    if (!/<(?:[\w.-]{1,32}:)?$/.test(before) || opened < 0 || xml[opened - 1] === '/') continue;
    const closed = xml.indexOf('<', opened);
    return closed < 0
      ? ''
      : xml
          .slice(opened + 1, closed)
          .replaceAll('&amp;', '&')
          .trim();
  }
  return '';
}

function serviceUrl(text: string): URL[] {
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' ? [url] : [];
}

/** `onvif://www.onvif.org/name/Front%20door` and `…/hardware/DS-2CD2043`. */
function nameIn(scopes: string): string {
  const values = scopes.split(/\s+/).filter((scope) => scope.startsWith(ONVIF_SCOPE));
  const scopeOf = (kind: string): string =>
    values.find((scope) => scope.startsWith(`${ONVIF_SCOPE}${kind}/`))?.slice(ONVIF_SCOPE.length + kind.length + 1) ?? '';
  const parts = [scopeOf('name'), scopeOf('hardware')].map((part) => plainText(decoded(part))).filter((part) => part !== '');
  return [...new Set(parts)].join(', ');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
