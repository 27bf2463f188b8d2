/** `npm run dev`: the house with its demo cameras (or those of .env), and Vite with the web client that reloads itself. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');
const programs = [
  run(['src/main.ts'], { user1: 'dev', pass1: 'development' }),
  run(['node_modules/vite/bin/vite.js', '--clearScreen', 'false', '--logLevel', 'info']),
];
process.stdout.write('Sign in as dev with the password "development" at the address that Vite prints.\n');

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, endAll);
for (const program of programs) program.on('exit', endAll);

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env: { ...env, ...process.env } });
}

function endAll(): void {
  for (const program of programs) program.kill('SIGTERM');
}
