/** `npm run probe -- <url>`: what the camera doctor says of an address, before it is written into `.env`; see --help. */

import { EXIT, Fatal, messageOf } from '../src/lib/errors.ts';
import { findMediaPrograms } from '../src/lib/process/programs.ts';
import { Redactor } from '../src/lib/redact.ts';
import { type Addresses, addressesOf } from './probe/addresses.ts';
import { HELP, readArguments, type Wish } from './probe/arguments.ts';
import { CameraProbe } from './probe/camera-probe.ts';
import { isRecordable, jsonReport, type Report, textReport } from './probe/report.ts';

const EXIT_NOT_RECORDABLE = 1;
const WIDTH = 110;
/** As a shell counts the end by these signals. */
const EXIT_BY = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

try {
  const wish = readArguments(process.argv.slice(2));
  if (wish.isHelp) process.stdout.write(HELP);
  else process.exitCode = await probe(wish, await addressesOf(wish));
} catch (error) {
  say(messageOf(error));
  process.exitCode = error instanceof Fatal ? error.exitCode : EXIT.configuration;
}

/** @returns the exit code: 0 where the camera can be recorded */
async function probe(wish: Wish, { main, sub, wasPasswordArgument }: Addresses): Promise<number> {
  const redactor = new Redactor([...main.secrets, ...(sub?.secrets ?? [])]);
  if (wasPasswordArgument) say('A password among the arguments can be read by every program on this machine: see --help for other ways.');
  const interrupted = interruption();
  await using camera = await CameraProbe.start({ url: main.url, subUrl: sub?.url, programs: await findPrograms() });
  say('Asking the camera …');
  const answer = await camera.ask(interrupted);
  if (interrupted.aborted) return Number(interrupted.reason);
  const report: Report = { url: masked(main.url), subUrl: sub && masked(sub.url), number: wish.number, answer };
  process.stdout.write(redactor.text(wish.isJson ? jsonReport(report) : textReport(report, paper())));
  return isRecordable(answer.main) ? 0 : EXIT_NOT_RECORDABLE;
}

/** Ctrl-C: asking is given up, and everything that was started ends with us; the reason is the exit code that it makes. */
function interruption(): AbortSignal {
  const interrupted = new AbortController();
  for (const [signal, code] of Object.entries(EXIT_BY)) process.once(signal, () => interrupted.abort(code));
  return interrupted.signal;
}

/** The user stays to be read; what looks like a password in path and query does not. */
function masked(url: string): string {
  return new Redactor().text(url).replaceAll("'", '%27');
}

async function findPrograms() {
  const { FFMPEG_BIN: ffmpeg = null, FFPROBE_BIN: ffprobe = null, GO2RTC_BIN: go2rtc = null } = process.env;
  return { ...(await findMediaPrograms({ ffmpeg, ffprobe })), go2rtc };
}

function paper() {
  const { isTTY: hasColor, columns } = process.stdout;
  return { width: Math.min(columns || WIDTH, WIDTH), hasColor: hasColor && !process.env.NO_COLOR };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
