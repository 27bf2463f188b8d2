import { execFile } from 'node:child_process';
import { rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { FreezingDisk } from '../fakes/freezing-disk.ts';

/** A disk that must be written back before it obeys takes its time. */
const WITHIN_MS = 60_000;

/** The disk that recordings are on, made to fail without holding up whoever does it. */
export class RecordingDisk implements Disposable {
  readonly #disk: FreezingDisk;

  private constructor(disk: FreezingDisk) {
    this.#disk = disk;
  }

  /** @returns undefined where this user may not mount one */
  static make(megabytes: number): RecordingDisk | undefined {
    const disk = FreezingDisk.make(megabytes);
    return disk && new RecordingDisk(disk);
  }

  get root(): string {
    return this.#disk.root;
  }

  /** Whoever writes waits, until it is thawed. */
  async freeze(): Promise<void> {
    await run('fsfreeze', '--freeze', this.root);
  }

  async thaw(): Promise<void> {
    await run('fsfreeze', '--unfreeze', this.root);
  }

  /** Nothing new can be opened for writing. @returns what makes it writable again */
  async makeReadOnly(): Promise<() => Promise<void>> {
    await run('mount', '--bind', this.root, this.root);
    await run('mount', '-o', 'remount,bind,ro', this.root);
    return async () => await run('umount', '-l', this.root);
  }

  /** Leaves so many bytes free. @returns what frees the others again */
  async fill(leaveBytes: number): Promise<() => Promise<void>> {
    const { bavail, bsize } = await statfs(this.root);
    const filler = path.join(this.root, 'somebody-elses.bin');
    await run('fallocate', '-l', `${Math.max(bsize, bavail * bsize - leaveBytes)}`, filler);
    return async () => await rm(filler, { force: true });
  }

  [Symbol.dispose](): void {
    this.#disk[Symbol.dispose]();
  }
}

async function run(program: string, ...args: string[]): Promise<void> {
  await promisify(execFile)(program, args, { timeout: WITHIN_MS });
}
