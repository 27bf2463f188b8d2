/** `npm run discover`: finds ONVIF cameras and prints their lines for `.env`; see --help. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { systemClock } from '../src/lib/clock.ts';
import { askHidden } from './ask-hidden.ts';
import { HELP, readArguments, type Wish } from './discover/arguments.ts';
import { askDevice } from './discover/ask-device.ts';
import type { Credentials } from './discover/credentials.ts';
import type { FoundDevice } from './discover/found-device.ts';
import { ownAddresses, probe } from './discover/probe.ts';
import { report } from './discover/report.ts';

const NOBODY = `No camera answered. That may be because
- cameras are in another subnet or VLAN than this machine: such questions do not pass routers. Ask one by its address:
  npm run --silent discover -- --address 192.168.1.20
- a firewall here drops the answers, which are UDP packets from port 3702,
- ONVIF is switched off in the camera's settings, as Hikvision, Dahua's newer models and others have it at first,
- this runs in a container: run it on the machine itself.
`;

try {
  const wish = readArguments(process.argv.slice(2));
  if (wish.isHelp) process.stdout.write(HELP);
  else process.exitCode = await discover(wish);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  say(`${error.message}\n`);
  process.exitCode = 1;
}

/** @returns the exit code: 0 where a camera has lines now */
async function discover({ devices: named, waitMs, first }: Wish): Promise<number> {
  const devices = named.length > 0 ? named : await around(waitMs);
  if (devices.length === 0) {
    say(NOBODY);
    return 1;
  }
  const credentials = await whoAsks();
  let number = first;
  for (const device of devices) {
    const result = await askDevice({ url: device.url, credentials });
    const { text, cameras } = report({ device, result, credentials, number });
    process.stdout.write(`${text}\n`);
    number += cameras;
  }
  if (number === first) return 1;
  say(`Copy these lines to .env and start Mini-NVR again.${credentials ? ' They hold the password.' : ''}
ONVIF does not tell of B-frames or “smart” codecs: "npm run probe" looks for them, and so does the camera doctor on the page Health.
`);
  return 0;
}

async function around(waitMs: number): Promise<readonly FoundDevice[]> {
  const addresses = ownAddresses();
  say(addresses.length > 0 ? `Looking for cameras from ${addresses.join(', ')} …\n` : 'This machine is in no network.\n');
  const devices = await probe({ waitMs, clock: systemClock });
  for (const { url, name } of devices) say(`found ${url.host}${name ? `: ${name}` : ''}\n`);
  return devices;
}

async function whoAsks(): Promise<Credentials> {
  const { ONVIF_USER: givenUser, ONVIF_PASSWORD_FILE: file } = process.env;
  const user = givenUser ?? (await askUser());
  if (user === '') return null;
  if (file) return { user, password: readFileSync(file, 'utf8').replace(/\r?\n$/, '') };
  if (!process.stdin.isTTY) throw new Error('There is no terminal to ask on: set ONVIF_USER and ONVIF_PASSWORD_FILE.');
  return { user, password: await askHidden('Password: ') };
}

async function askUser(): Promise<string> {
  if (!process.stdin.isTTY) return '';
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const user = await terminal.question('User of the cameras (empty: ask without one): ');
  terminal.close();
  return user.trim();
}

function say(text: string): void {
  process.stderr.write(text);
}
