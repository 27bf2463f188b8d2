import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CannotCreate, messageOf } from '../lib/errors.ts';
import type { Go2rtcClientOptions } from './go2rtc/go2rtc-client.ts';
import type { Go2rtcSettings } from './go2rtc/go2rtc-config.ts';
import type { HubOptions } from './hub-options.ts';
import type { InnerAccess } from './relay/inner-access.ts';

/** The name we call ourselves by to go2rtc. */
export const USER = 'nvr';

/** A go2rtc elsewhere runs with the configuration we wrote, unless its address brings a user and password of its own. */
export function hasOwnConfiguration(elsewhere: URL | null): boolean {
  return elsewhere !== null && elsewhere.username !== '';
}

/** How its API is asked. */
export function accessTo(elsewhere: URL | null, { apiPort, password }: Pick<Go2rtcSettings, 'apiPort' | 'password'>): Go2rtcClientOptions {
  const base = new URL(elsewhere ?? `http://127.0.0.1:${apiPort}`);
  if (base.username === '') return { base, user: USER, password };
  const own = { user: percentDecoded(base.username), password: percentDecoded(base.password) };
  base.username = '';
  base.password = '';
  return { base, ...own };
}

function percentDecoded(text: string): string {
  return /%(?![0-9a-f]{2})/i.test(text) ? text : decodeURIComponent(text);
}

/** What `go2rtc.yaml` is made of, besides the channels; its password is made here the first time. */
export function settingsOf(options: HubOptions, { key, rtspPort, viewPort }: InnerAccess): Omit<Go2rtcSettings, 'channels'> {
  return {
    apiPort: options.ports.api,
    webrtcPort: options.ports.webrtc,
    ...{ key, rtspPort, viewPort },
    candidates: options.candidates,
    user: USER,
    password: keptSecret(options.folder, 'go2rtc-password'),
    tellsLog: options.elsewhere !== null,
  };
}

/** A password of ours, made the first time; a go2rtc in another container reads the same from its configuration after each restart. */
export function keptSecret(folder: string, name: 'go2rtc-password' | 'relay-password'): string {
  const file = path.join(folder, name);
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}

/** Writes `go2rtc.yaml`. @returns the file's path; a reader never sees half of it. @throws CannotCreate */
export function writeConfig(folder: string, text: string): string {
  const file = path.resolve(folder, 'go2rtc.yaml');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return file;
  } catch (cause) {
    throw new CannotCreate(`${file} cannot be written (${messageOf(cause)}): make its folder writable, or change GO2RTC_CONFIG_DIR`, {
      cause,
    });
  }
}
