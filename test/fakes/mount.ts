import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe } from 'vitest';

/** Whether this user may mount file systems; said in the name of the suite where not. */
const mayMount = (() => {
  if (process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'nvr-may-mount-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]).status === 0;
  if (isMounted) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
  return isMounted;
})();

/** A suite with disks of its own, which takes root. */
export function withMounts(name: string, suite: () => void): void {
  const title = mayMount ? name : `${name} (skipped: only root may mount)`;
  describe.skipIf(!mayMount)(title, () => suite());
}

/** A small disk in memory, mounted on a folder of its own. */
export class SmallDisk implements Disposable {
  readonly #parent: string;
  /** Where it is mounted. */
  readonly root: string;
  readonly #options: string;

  /** @param options of mount, e.g. `size=20m` or `nr_inodes=64` */
  constructor(options: string) {
    this.#parent = mkdtempSync(path.join(os.tmpdir(), 'nvr-disk-'));
    this.root = path.join(this.#parent, 'mounted');
    this.#options = options;
    mkdirSync(this.root);
    this.mount();
  }

  /** A folder on another disk. */
  get elsewhere(): string {
    return path.join(this.#parent, 'elsewhere');
  }

  /** Mounts an empty disk. */
  mount(): void {
    execFileSync('mount', ['-t', 'tmpfs', '-o', this.#options, 'tmpfs', this.root]);
  }

  /** Makes it read-only, although files on it are open. @returns what makes it writable again */
  makeReadOnly(): () => void {
    execFileSync('mount', ['--bind', this.root, this.root]);
    execFileSync('mount', ['-o', 'remount,bind,ro', this.root]);
    return () => execFileSync('umount', ['-l', this.root]);
  }

  /** As if it were pulled out: what is open stays open, the folder is empty. */
  unmount(): void {
    execFileSync('umount', ['-l', this.root]);
  }

  /** Lays the disk aside, and gives back a way to plug it in again. */
  unplug(): () => void {
    const aside = path.join(this.#parent, 'aside');
    mkdirSync(aside, { recursive: true });
    execFileSync('mount', ['--bind', this.root, aside]);
    this.unmount();
    return () => {
      execFileSync('mount', ['--bind', aside, this.root]);
      execFileSync('umount', ['-l', aside]);
    };
  }

  [Symbol.dispose](): void {
    for (const folder of ['aside', 'mounted']) while (spawnSync('umount', ['-l', path.join(this.#parent, folder)]).status === 0);
    rmSync(this.#parent, { recursive: true, force: true });
  }
}
