/**
 * The container's health check: the process answers. A camera that is away is no reason to restart anything, and neither is a web that is flooded:
 * recording goes on meanwhile. Only a process whose event loop has stood still for a minute (the file's time tells) is ended, so that the restart
 * policy starts it again; its own watchdog does the same after 30 s, unless that is stuck as well.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';

const STILL_MS = 60_000;
const PROGRAM = 'src/main.ts';
const { WEB_PORT, MINI_NVR_ALIVE_FILE: aliveFile = '' } = process.env;

const answer = await fetch(`http://127.0.0.1:${WEB_PORT || 2126}/healthz`, { signal: AbortSignal.timeout(4000) }).catch(() => undefined);
if (!answer?.ok && hasStoodStill()) {
  for (const pid of serverProcesses()) process.kill(pid, 'SIGKILL');
  process.stderr.write('the server had stood still for a minute: it was ended, to be started again\n');
}
process.exit(answer?.ok ? 0 : 1);

/** A file that is not there yet belongs to a server that is starting. */
function hasStoodStill() {
  try {
    return Date.now() - statSync(aliveFile).mtimeMs > STILL_MS;
  } catch {
    return false;
  }
}

function serverProcesses() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isServer(name))
    .map(Number);
}

function isServer(pid) {
  try {
    const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return program.endsWith('node') && args.some((argument) => argument === PROGRAM || argument.endsWith(`/${PROGRAM}`));
  } catch {
    return false;
  }
}
