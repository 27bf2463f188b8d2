/**
 * Runs Mini-NVR for `npm start`, and starts it again when something killed it: its watchdog, the kernel that needed memory, an error of its own
 * after it had run. What it ends with otherwise (a wrong configuration, a request to stop) is passed on. systemd and Docker do the same themselves.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const MAIN = path.join(import.meta.dirname, '../src/main.ts');
const PAUSE_MS = 1_000;
/** What fails sooner fails at its start, and would do so for ever. */
const HAS_RUN_MS = 60_000;
/** Exit codes that say what a person must change, sysexits.h: cannot create, already running, configuration. */
const FOR_PEOPLE: readonly (number | null)[] = [0, 73, 75, 78];
/** What a shell makes of a signal. */
const KILLED = 128;

let server: ReturnType<typeof start> | undefined;
let isAsked = false;
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => {
    isAsked = true;
    server?.kill(signal);
  });
}
process.exitCode = await keepRunning();

async function keepRunning(): Promise<number> {
  for (;;) {
    server = start();
    const startedAt = performance.now();
    const [code, signal] = (await once(server, 'exit')) as [number | null, NodeJS.Signals | null];
    const isForPeople = FOR_PEOPLE.includes(code) || performance.now() - startedAt < HAS_RUN_MS;
    if (isAsked || (code !== null && isForPeople)) return code ?? KILLED;
    process.stderr.write(`Mini-NVR was ended by ${signal ?? `an error of its own, ${code}`}: it is started again\n`);
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    if (isAsked) return KILLED;
  }
}

/** In a process group of its own, because Ctrl-C would reach it twice, and the second time means "at once"; it leaves when this process is gone. */
function start() {
  return spawn(process.execPath, [...process.execArgv, MAIN, ...process.argv.slice(2)], {
    detached: true,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
}
