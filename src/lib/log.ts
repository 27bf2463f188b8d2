import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import { PinoPretty } from 'pino-pretty';
import { LogFile } from './files/log-file.ts';
import type { Redactor } from './redact.ts';

export type { Logger } from 'pino';

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** A file that gets the same lines as standard output. */
  readonly file?: string;
  readonly redactor: Redactor;
}

/**
 * The house's logger: JSON lines, pretty on a terminal, each line without secrets whatever was put into it.
 * @throws CannotCreate when the file cannot be written
 */
export function createLog({ level, file, redactor }: LogOptions): Logger {
  process.stdout.on('error', () => undefined); // whoever read our output has gone: that must not stop a recording
  const toStdout: DestinationStream = process.stdout.isTTY
    ? PinoPretty({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' })
    : process.stdout;
  const toFile = file ? LogFile.open(file) : undefined;
  const clean: DestinationStream = {
    write: (line) => {
      const text = `${redactor.json(line)}\n`;
      toStdout.write(text);
      toFile?.write(text);
    },
  };
  return pino(
    { level, base: undefined, serializers: { error: stdSerializers.errWithCause }, timestamp: pino.stdTimeFunctions.isoTime },
    clean,
  );
}

/** A logger that says nothing, for tests and tools. */
export function silentLog(): Logger {
  return pino({ level: 'silent' });
}
