import { isIPv6 } from 'node:net';
import { secretsInTail } from '../lib/url-secrets.ts';
import { percentDecoded } from './percent.ts';
import { Refusal } from './refusal.ts';

/** A camera's URL, complete and valid whatever signs its password holds. */
export interface CameraUrl {
  readonly url: string;
  /** What of it must never be shown: password and userinfo, and what path and query give to parameters named like secrets; not encoded. */
  readonly secrets: readonly string[];
}

const SCHEMES = ['rtsp', 'rtsps', 'rtmp', 'http', 'https'];
const URL_SHAPE = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i;
const HOST_SHAPE = /^(?:\[([^\]]*)\]|([\w.-]+))(?::(\d{1,5}))?([?#].*)?$/;
const OPTION = /^(?:backchannel=0|timeout=\d+|media=(?:video|audio)|transport=(?:udp|tcp))$/;
const PLACEHOLDER = /\{(?:user|pass|ip|port|channel)\}/i;
const SLASH_HINT = 'in user and password write / as %2F, in the path write @ as %40';

/**
 * Reads a camera's URL. User and password end at the last @ before the first / and may hold any sign but /; they count as
 * percent-encoded when every % in them begins a valid escape, otherwise as written plainly.
 * @throws Refusal never repeating the text, because any part of it may be a password
 */
export function readCameraUrl(text: string): CameraUrl {
  if (PLACEHOLDER.test(text)) throw new Refusal('has a placeholder, which is filled in RTSP_URL_TEMPLATE and RTSP_SUB_URL_TEMPLATE only');
  if (hasControlCharacter(text)) throw new Refusal('holds a tab, a line break or another control character: remove it');
  const [, scheme = '', rest = ''] = URL_SHAPE.exec(text) ?? [];
  if (!SCHEMES.includes(scheme.toLowerCase())) throw new Refusal('must begin with rtsp:// or rtsps:// (or rtmp://, http://, https://)');
  const slash = rest.indexOf('/');
  const head = slash < 0 ? rest : rest.slice(0, slash);
  const at = head.lastIndexOf('@');
  const { host, more } = readHost(head.slice(at + 1));
  const tail = checkTail(slash < 0 ? more : more + rest.slice(slash));
  const { encoded, secrets } = readUserinfo(at < 0 ? null : head.slice(0, at));
  return { url: `${scheme.toLowerCase()}://${encoded}${host}${tail}`, secrets: [...secrets, ...secretsInTail(tail)] };
}

/** Whether a text holds something that no keyboard types into a value on purpose. */
export function hasControlCharacter(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

function readHost(text: string): { host: string; more: string } {
  const [whole, ipv6, name, port, more = ''] = HOST_SHAPE.exec(text) ?? [];
  const isPort = port === undefined || (Number(port) >= 1 && Number(port) <= 65_535);
  if (whole === undefined || !isPort || (ipv6 !== undefined && !isIPv6(ipv6))) {
    throw new Refusal(`must have the camera's address after :// (or after the last @), with a port up to 65535 if any; ${SLASH_HINT}`);
  }
  return { host: `${ipv6 === undefined ? name : `[${ipv6}]`}${port === undefined ? '' : `:${port}`}`, more };
}

/** Path, query and go2rtc's options after #. */
function checkTail(tail: string): string {
  if (tail.includes('@')) throw new Refusal(`has an @ after the first /; ${SLASH_HINT}`);
  if (/[\s<>"\\^`{|}]/.test(tail))
    throw new Refusal('has a space or one of <>"\\^`{|} in its path: write it percent-encoded, a space as %20');
  for (const option of tail.split('#').slice(1)) {
    if (!OPTION.test(option)) {
      throw new Refusal('may have after # only backchannel=0, timeout=N, media=video, media=audio, transport=udp or transport=tcp');
    }
  }
  return tail;
}

function readUserinfo(text: string | null): { encoded: string; secrets: readonly string[] } {
  if (text === null) return { encoded: '', secrets: [] };
  const colon = text.indexOf(':');
  const user = percentDecoded(colon < 0 ? text : text.slice(0, colon));
  if (colon < 0) return { encoded: `${encodeURIComponent(user)}@`, secrets: [user] };
  const password = percentDecoded(text.slice(colon + 1));
  return { encoded: `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`, secrets: [password, `${user}:${password}`] };
}
