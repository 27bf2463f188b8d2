import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Source } from './fragments-in-file.ts';

/** A file that grows at its end: bytes are gathered and written together. */
export class GrowingFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  #pending: Uint8Array[] = [];
  #written = 0;
  #end = 0;
  #isOpen = true;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /** Creates the file, or empties it. @throws the system's error */
  static async create(path: string): Promise<GrowingFile> {
    return new GrowingFile(path, await open(path, 'w'));
  }

  /** Goes on with a file that is there. @throws the system's error */
  static async reopen(path: string): Promise<GrowingFile> {
    const handle = await open(path, 'r+');
    const file = new GrowingFile(path, handle);
    file.#end = (await handle.stat()).size;
    file.#written = file.#end;
    return file;
  }

  /** For reading what is in it. */
  get source(): Source {
    return { file: this.#handle, sizeBytes: this.#written };
  }

  /** Where the next byte goes. */
  get end(): number {
    return this.#end;
  }

  get pendingBytes(): number {
    return this.#end - this.#written;
  }

  /** Gathers bytes, which must not be changed any more. */
  append(bytes: Uint8Array): void {
    this.#pending.push(bytes);
    this.#end += bytes.length;
  }

  /** Writes what was gathered, then leaves a hole up to `end`. */
  async skipTo(end: number): Promise<void> {
    await this.flush();
    this.#written = end;
    this.#end = end;
  }

  /** Writes what was gathered. After an error it may be tried again. @throws the system's error */
  async flush(): Promise<void> {
    while (this.#pending.length > 0) {
      const { bytesWritten } = await this.#handle.writev(this.#pending, this.#written);
      this.#written += bytesWritten;
      this.#forget(bytesWritten);
    }
  }

  /** Puts bytes at a place that was skipped or written before. */
  async overwrite(bytes: Uint8Array, at: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      done += (await this.#handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
    }
  }

  /** Cuts off what lies behind `end`, and drops what was gathered. */
  async cutAt(end: number): Promise<void> {
    this.#pending = [];
    await this.#handle.truncate(end);
    this.#written = end;
    this.#end = end;
  }

  async sync(): Promise<void> {
    await this.#handle.datasync();
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#handle.close();
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.#path, { force: true });
  }

  /** A disk that is nearly full takes only a part of what it is given. */
  #forget(bytes: number): void {
    let left = bytes;
    while (left > 0) {
      const first = this.#pending.shift();
      if (!first) return;
      if (first.length > left) this.#pending.unshift(first.subarray(left));
      left -= first.length;
    }
  }
}
