/** The front door: reads the configuration, opens the house, waits to be asked to leave, closes it. */
import { networkInterfaces } from 'node:os';
import { openHouse } from './house.ts';
import { systemClock } from './lib/clock.ts';
import { EXIT, Fatal, messageOf } from './lib/errors.ts';
import { keepFilesFromOthers } from './lib/files/file-modes.ts';
import { createLog, type Logger } from './lib/log.ts';
import { Redactor } from './lib/redact.ts';
import { readConfig, readSupervisor } from './read-config.ts';

// a disk that hangs holds one of Node's threads for every file it was asked for; of the usual four none would be left to answer people
process.env.UV_THREADPOOL_SIZE ??= '128';

keepFilesFromOthers();

try {
  await main();
} catch (error) {
  process.exitCode = tellWhy(error);
}
process.exit();

async function main(): Promise<void> {
  const { config, warnings, settings } = readConfig();
  const redactor = new Redactor(config.secrets);
  const log = createLog({ level: config.log.level, file: config.log.file ?? undefined, redactor });
  for (const warning of warnings) log.warn({ room: 'config' }, warning);
  const leaving = askedToLeave(log);
  const announce = (line: string): void => void process.stdout.write(`${line}\n`);
  await using house = await openHouse(config, { log, clock: systemClock, redactor, announce, settings, supervisor: readSupervisor() });
  announce(`Mini-NVR is ready: ${[house.url, ...addressesOnTheNetwork(config.server.port)].join('  ')}`);
  await leaving;
  log.info('stopping: running segments are being closed');
}

/** How a phone in the same network reaches us. */
function addressesOnTheNetwork(port: number): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => `http://${address}:${port}`);
}

/** The first signal asks, the second leaves at once. */
function askedToLeave(log: Logger): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isAsked = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isAsked) process.exit(130);
      isAsked = true;
      resolve();
    });
  }
  process.on('disconnect', resolve); // who started us is gone (scripts/keep-running.ts)
  // one forgotten promise of the web must not stop the recording; it is a bug and told as one
  process.on('unhandledRejection', (error) => log.error({ error }, 'unhandled promise rejection'));
  return promise;
}

/** @returns the exit code */
function tellWhy(error: unknown): number {
  if (error instanceof Fatal) {
    process.stderr.write(`Mini-NVR cannot start.\n${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(`Mini-NVR ends because of an error of its own: ${error instanceof Error ? error.stack : messageOf(error)}\n`);
  return EXIT.software;
}
