import { StringDecoder } from 'node:string_decoder';

/** A longer line is handed over in pieces, so that a program which never ends its line cannot fill our memory. */
const LINE_LENGTH = 65_536;

/** Makes lines of bytes as they come; ended by \n or \r, because ffmpeg ends its progress lines with \r. Empty lines are left out. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** Whether the last line has ended. */
  get isBetweenLines(): boolean {
    return this.#rest === '';
  }

  add(bytes: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(bytes)).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) if (line) this.#onLine(line);
    if (this.#rest.length > LINE_LENGTH) this.end();
  }

  /** Nothing more comes: what stands there is a line. */
  end(): void {
    const last = this.#rest;
    this.#rest = '';
    if (last) this.#onLine(last);
  }
}
