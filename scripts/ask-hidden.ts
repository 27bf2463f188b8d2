import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks on the terminal for something that must not be seen: readline edits the line as usual, but what it would show goes nowhere. */
export async function askHidden(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const leave = (): void => process.exit(130);
  terminal.once('close', leave); // Ctrl-C and Ctrl-D
  process.stderr.write(question);
  const answer = await terminal.question('');
  process.stderr.write('\n');
  terminal.off('close', leave);
  terminal.close();
  return answer;
}
