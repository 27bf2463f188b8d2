import { parseArgs } from 'node:util';
import type { FoundDevice } from './found-device.ts';

/** What `npm run discover` is asked to do. */
export interface Wish {
  readonly isHelp: boolean;
  /** Instead of looking around. */
  readonly devices: readonly FoundDevice[];
  readonly waitMs: number;
  /** The number of the first camera in the lines. */
  readonly first: number;
}

export const HELP = `Usage: npm run --silent discover -- [--address <host[:port]>]… [--first <n>] [--wait <seconds>]

Finds ONVIF cameras and recorders in this machine's networks and prints their lines for .env.

  --address <host[:port]>  ask this device instead of looking around; may be repeated
  --first <n>              number of the first camera in the lines (1)
  --wait <seconds>         how long to listen for answers (3)

User and password are asked on the terminal, or taken from ONVIF_USER and the file that ONVIF_PASSWORD_FILE names.
`;

const SERVICE_PATH = '/onvif/device_service';

/** Reads the arguments. @throws Error whose message tells what is wrong, and repeats nothing that may be a password */
export function readArguments(args: readonly string[]): Wish {
  const { values } = parsed(args);
  return {
    isHelp: values.help ?? false,
    devices: (values.address ?? []).map(deviceAt),
    waitMs: numberOf('--wait', values.wait ?? '3', 60) * 1_000,
    first: numberOf('--first', values.first ?? '1', 9_999),
  };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = { address: { ...text, multiple: true }, first: text, wait: text, help: { type: 'boolean', short: 'h' } } as const;
  try {
    return parseArgs({ args: [...args], options });
  } catch {
    const isSecret = args.some((arg) => /^--?(?:u(?:ser)?|p(?:ass(?:word)?)?)\b/i.test(arg));
    throw new Error(
      isSecret
        ? 'User and password are never arguments, because every program on this machine can read those: they are asked for.'
        : 'One of the arguments is not known: see --help.',
    );
  }
}

function numberOf(name: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new Error(`${name} is a whole number from 1 to ${most}.`);
}

function deviceAt(text: string): FoundDevice {
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `http://${text}`);
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error('--address is a host name or address, with a port if it is not 80.');
  if (url.username !== '' || url.password !== '') throw new Error('--address has no user and no password: they are asked for.');
  if (url.pathname === '/') url.pathname = SERVICE_PATH;
  return { url, name: '' };
}
