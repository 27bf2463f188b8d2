import { createWriteStream } from 'node:fs';
import { type DestinationStream, type Logger, multistream, pino, type StreamEntry, stdSerializers } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Redactor } from './redact.ts';

export type { Logger } from 'pino';

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** A file that gets the same lines as standard output. */
  readonly file?: string;
  readonly redactor: Redactor;
}

/** The house's logger: JSON lines, pretty on a terminal, each line without secrets whatever was put into it. */
export function createLog({ level, file, redactor }: LogOptions): Logger {
  const toStdout: DestinationStream = process.stdout.isTTY
    ? PinoPretty({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' })
    : process.stdout;
  const streams: StreamEntry[] = [{ stream: toStdout, level }];
  if (file) streams.push({ stream: createWriteStream(file, { flags: 'a', mode: 0o640 }), level });
  const all = multistream(streams);
  const clean: DestinationStream = { write: (line) => all.write(redactor.text(line)) };
  return pino(
    { level, base: undefined, serializers: { error: stdSerializers.errWithCause }, timestamp: pino.stdTimeFunctions.isoTime },
    clean,
  );
}

/** A logger that says nothing, for tests and tools. */
export function silentLog(): Logger {
  return pino({ level: 'silent' });
}
