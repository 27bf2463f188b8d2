import { loadConfig } from '../../src/config/config.ts';
import type { FoundCamera } from './cameras-of.ts';
import type { Credentials } from './credentials.ts';
import { plainText } from './plain-text.ts';

export interface EnvLinesOptions {
  readonly camera: FoundCamera;
  readonly number: number;
  readonly name: string;
  readonly credentials: Credentials;
  /** Where the device answered. */
  readonly host: string;
}

/** Lines for `.env`, and what is strange about them. */
export interface EnvLines {
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}

/** The lines of one camera, which the configuration accepts; none, with a note, where the device names no usable address. */
export function envLines({ camera, number, name, credentials, host }: EnvLinesOptions): EnvLines {
  const main = streamUrl(camera.main.uri, { credentials, host });
  const sub = camera.sub ? streamUrl(camera.sub.uri, { credentials, host }) : undefined;
  if (!main)
    return { lines: [], notes: ['It names no address of its stream that could be used: look in its manual for the RTSP address.'] };
  const lines = [
    assignment(`CAMERA_${number}_URL`, main.url),
    ...(sub ? [assignment(`CAMERA_${number}_SUB_URL`, sub.url)] : []),
    assignment(`CAMERA_${number}_NAME`, plainText(name.replace(/[\\'"]/g, '’')) || `Camera ${number}`),
  ];
  const others = [...new Set([main.otherHost, sub?.otherHost].filter((other) => other !== undefined))];
  const notes = others.map((other) => `It names another address for its stream, ${other}; the one it answered from stands in the lines.`);
  return isAccepted(lines) ? { lines, notes } : { lines: [], notes: ['It names an address of its stream that Mini-NVR does not accept.'] };
}

/** The password goes to the address that answered, whatever the device says. */
function streamUrl(
  uri: string,
  { credentials, host }: Pick<EnvLinesOptions, 'credentials' | 'host'>,
): { url: string; otherHost: string | undefined } | undefined {
  const url = URL.parse(uri.trim());
  if (!url || !/^rtsps?:$/.test(url.protocol)) return undefined;
  const login = credentials ? `${encodeURIComponent(credentials.user)}:${encodeURIComponent(credentials.password)}@` : '';
  const port = url.port === '' ? '' : `:${url.port}`;
  const otherHost = url.hostname === host || url.hostname === '' ? undefined : plainText(url.hostname);
  return { url: `${url.protocol}//${login}${host}${port}${url.pathname}${url.search}`.replaceAll("'", '%27'), otherHost };
}

/** In single quotes nothing has a meaning but a quote, which parsers escape differently: so there is none. */
function assignment(name: string, value: string): string {
  return `${name}='${value}'`;
}

function isAccepted(lines: readonly string[]): boolean {
  try {
    loadConfig({ env: {}, envFile: lines.join('\n'), readSecretFile: () => '', systemTimeZone: 'UTC' });
    return true;
  } catch {
    return false;
  }
}
