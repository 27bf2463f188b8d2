import { openSync, writeSync } from 'node:fs';
import { CannotCreate, messageOf } from '../errors.ts';

/**
 * A file that gets lines added, at once, so that the last ones before the process ends are there too. While the disk is
 * full lines are lost, and nothing else is.
 */
export class LogFile {
  readonly #descriptor: number;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** @throws CannotCreate when the file cannot be written */
  static open(path: string): LogFile {
    try {
      return new LogFile(openSync(path, 'a', 0o640));
    } catch (cause) {
      throw new CannotCreate(`LOG_FILE=${path} cannot be written (${messageOf(cause)}): make its folder writable, or change LOG_FILE`, {
        cause,
      });
    }
  }

  write(text: string): void {
    try {
      writeSync(this.#descriptor, text);
    } catch {
      // standard output has the same line; a log must never stop what it tells about
    }
  }
}
