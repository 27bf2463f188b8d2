import { text } from 'node:stream/consumers';
import { type CameraUrl, readCameraUrl } from '../../src/config/camera-url.ts';
import { Refusal } from '../../src/config/refusal.ts';
import { Redactor } from '../../src/lib/redact.ts';
import { askHidden } from '../ask-hidden.ts';
import type { Wish } from './arguments.ts';

/** The addresses of one camera, complete. */
export interface Addresses {
  readonly main: CameraUrl;
  readonly sub: CameraUrl | undefined;
  /** Somebody has written a password where every program can read it. */
  readonly wasPasswordArgument: boolean;
}

/** From the arguments, and for what they leave out from a person or standard input. @throws Error whose message repeats nothing of an address */
export async function addressesOf({ url, subUrl, user }: Wish): Promise<Addresses> {
  const ask = process.stdin.isTTY ? askHidden : await linesOfInput(url === undefined || user !== undefined);
  const main = url ?? (await ask('The camera’s address, rtsp://… (not shown): '));
  const sub = subUrl ?? (url === undefined ? await ask('That of its sub-stream (not shown; empty: none): ') : '');
  const password = user === undefined ? undefined : await ask(`Password of ${user}: `);
  const login = user === undefined || password === undefined ? undefined : { user, password };
  return {
    main: read('The address', main, login),
    sub: sub === '' ? undefined : read('The sub-stream’s address', sub, login),
    wasPasswordArgument: (url !== undefined && hasPassword(url)) || (subUrl !== undefined && hasPassword(subUrl)),
  };
}

/** Takes one line after the other; what is not there is empty. */
async function linesOfInput(isNeeded: boolean): Promise<() => Promise<string>> {
  const lines = isNeeded ? (await text(process.stdin)).split(/\r?\n/) : [];
  return () => Promise.resolve(lines.shift() ?? '');
}

function read(what: string, address: string, login?: { readonly user: string; readonly password: string }): CameraUrl {
  try {
    const known = readCameraUrl(address.trim());
    const place = known.url.indexOf('://') + '://'.length;
    if (!login || hasLogin(known.url)) return known;
    const userinfo = [login.user, login.password].map((part) => encodeURIComponent(part)).join(':');
    return readCameraUrl(`${known.url.slice(0, place)}${userinfo}@${known.url.slice(place)}`);
  } catch (error) {
    if (error instanceof Refusal) throw new Error(`${what} ${error.message}.`);
    throw error;
  }
}

function hasPassword(address: string): boolean {
  return new Redactor().text(address) !== address;
}

function hasLogin(url: string): boolean {
  return /^[a-z]+:\/\/[^/?#]*@/.test(url);
}
