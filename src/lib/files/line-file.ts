import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, type FSWatcher, fstatSync, ftruncateSync, openSync, readSync, unlinkSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LineSplitter } from '../process/line-splitter.ts';

/** In memory, where the system has it: no disk can slow the writer down or refuse it. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
/** Read so far and no longer needed: then the file is emptied. */
const EMPTY_ABOVE_BYTES = 2 ** 20;
const LOOK_MS = 250;

/**
 * A file without a name, into which a child writes lines that we read as they come. Unlike a pipe it never blocks the writer: a pipe that
 * nobody empties, because this process stands still or is stopped, holds 64 KiB and then stops the program behind it.
 */
export class LineFile implements Disposable {
  /** What the child gets as its output. */
  readonly descriptor: number;
  readonly #splitter: LineSplitter;
  readonly #watcher: FSWatcher | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #buffer = Buffer.alloc(65_536);
  #position = 0;
  #isOver = false;

  private constructor(descriptor: number, place: string, { onLine, isBusy }: { onLine: (line: string) => void; isBusy: boolean }) {
    this.descriptor = descriptor;
    this.#splitter = new LineSplitter(onLine);
    this.#watcher = isBusy ? undefined : watcherOf(place, () => this.read());
    this.#timer = setInterval(() => this.read(), LOOK_MS); // a system may be out of watchers
  }

  /**
   * Calls `onLine`, which must not throw, with each line. @param isBusy so many lines come that it is looked at four times a second
   * rather than at each @throws the system's error
   */
  static open(onLine: (line: string) => void, isBusy = false): LineFile {
    const place = path.join(FOLDER, `mini-nvr-${randomBytes(12).toString('hex')}`);
    const descriptor = openSync(place, 'ax+', 0o600);
    try {
      return new LineFile(descriptor, place, { onLine, isBusy });
    } finally {
      unlinkSync(place); // whoever has it open keeps it; nobody else finds it, and nothing is left behind
    }
  }

  /** Reads at once what has been written. */
  read(): void {
    if (this.#isOver) return;
    for (let bytes = this.#next(); bytes > 0; bytes = this.#next()) this.#splitter.add(this.#buffer.subarray(0, bytes));
    if (this.#position > EMPTY_ABOVE_BYTES && this.#splitter.isBetweenLines) this.#empty();
  }

  /** Reads the rest, and closes it. */
  [Symbol.dispose](): void {
    if (this.#isOver) return;
    this.read();
    this.#splitter.end();
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#watcher?.close();
    closeSync(this.descriptor);
  }

  #next(): number {
    const bytes = readSync(this.descriptor, this.#buffer, 0, this.#buffer.length, this.#position);
    this.#position += bytes;
    return bytes;
  }

  /** The child appends: its next line stands at the beginning then. */
  #empty(): void {
    if (fstatSync(this.descriptor).size !== this.#position) return; // something has come meanwhile: later
    ftruncateSync(this.descriptor);
    this.#position = 0;
  }
}

function watcherOf(place: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(place, onChange);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
