import { parseArgs } from 'node:util';

/** What `npm run probe` is asked to do; addresses as they were given. */
export interface Wish {
  readonly isHelp: boolean;
  /** Undefined: it is asked for. */
  readonly url: string | undefined;
  readonly subUrl: string | undefined;
  /** Whose password is asked for; undefined: the address says all. */
  readonly user: string | undefined;
  /** For programs instead of people. */
  readonly isJson: boolean;
  /** The camera's number in the lines for `.env`. */
  readonly number: number;
}

export const HELP = `Usage: npm run --silent probe -- [<url>] [--sub <url>] [--user <name>] [--json] [--number <n>]

Looks at a camera before it is written into .env: whether it can be recorded, and what to set at it.
Nothing is written, and no Mini-NVR needs to run.

  <url>            rtsp://user:password@192.168.1.20:554/stream1 (also rtsps, rtmp, http, https)
  --sub <url>      also look at its sub-stream
  --user <name>    ask for this user's password, which the addresses then need not hold
  --json           one JSON object, for programs
  --number <n>     number of the camera in the lines for .env (1)

Arguments can be read by every program on this machine, and the shell keeps them. To keep a password out of them, leave
the address out: it is asked for and not shown. Or give the address without a login, and --user. Without a terminal the
lines of standard input are taken: the address and, after it, that of the sub-stream; with --user, the password at the end.

Exit codes: 0 the camera can be recorded, 1 it cannot, 78 the address or another argument is wrong.
`;

const MOST_CAMERAS = 9_999;

/** Reads the arguments. @throws Error whose message tells what is wrong, and repeats nothing that may be a password */
export function readArguments(args: readonly string[]): Wish {
  const { values, positionals } = parsed(args);
  const [url, ...others] = positionals;
  if (others.length > 0) throw new Error('One address at a time: that of a sub-stream follows --sub.');
  return {
    isHelp: values.help ?? false,
    url,
    subUrl: values.sub,
    user: values.user,
    isJson: values.json ?? false,
    number: numberOf(values.number ?? '1'),
  };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { sub: text, user: text, number: text, json: flag, help: { ...flag, short: 'h' } } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch {
    throw new Error(
      args.some((arg) => /^--?p(?:ass(?:word)?)?\b/i.test(arg))
        ? 'A password is no argument, because every program on this machine can read those: with --user <name> it is asked for.'
        : 'One of the arguments is not known, or has no value: see --help.',
    );
  }
}

function numberOf(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= MOST_CAMERAS) return value;
  throw new Error(`--number is a whole number from 1 to ${MOST_CAMERAS}.`);
}
