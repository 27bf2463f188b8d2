import { text } from 'node:stream/consumers';
import { hash } from '@node-rs/bcrypt';
import { askHidden } from './ask-hidden.ts';

/** About 0.1 s a guess: 22 sign-ins that wait for each other are still answered within 1.5 s. */
const COST = 11;
/** What follows does not count for bcrypt. */
const LONGEST_BYTES = 72;

const HELP = `Usage: npm run --silent hash-password
Asks for a password twice and prints its bcrypt hash for pass1 (pass2, …) in .env.
Reads one line from standard input when that is no terminal.
`;

if (process.argv.includes('--help') || process.argv.includes('-h')) process.stdout.write(HELP);
else await main();

async function main(): Promise<void> {
  const password = process.stdin.isTTY ? await askTwice() : ((await text(process.stdin)).split(/\r?\n/)[0] ?? '');
  const bytes = Buffer.byteLength(password);
  if (password === '') return refuse('The password is empty.');
  if (bytes > LONGEST_BYTES)
    return refuse(`The password has ${bytes} bytes, and bcrypt looks at the first ${LONGEST_BYTES} only: choose a shorter one.`);
  process.stdout.write(`${await hash(password, COST)}\n`);
  process.stderr.write("In .env write it in single quotes, because it holds $ signs: pass1='…'\n");
}

async function askTwice(): Promise<string> {
  const first = await askHidden('Password: ');
  const second = await askHidden('Once more: ');
  if (first === second) return first;
  process.stderr.write('These are two different passwords.\n');
  process.exit(1);
}

function refuse(reason: string): void {
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
}
