import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A disk in a file that can be frozen: then every write waits, as on a dead network share, until it is thawed. */
export class FreezingDisk implements Disposable {
  readonly #parent: string;
  /** Where it is mounted. */
  readonly root: string;

  private constructor(parent: string) {
    this.#parent = parent;
    this.root = path.join(parent, 'mounted');
  }

  /** @returns undefined where this user may not mount or freeze */
  static make(megabytes = 40): FreezingDisk | undefined {
    const disk = new FreezingDisk(mkdtempSync(path.join(os.tmpdir(), 'nvr-freezing-')));
    try {
      const image = path.join(disk.#parent, 'image');
      mkdirSync(disk.root);
      run('truncate', '-s', `${megabytes}M`, image);
      run('mkfs.ext4', '-q', image);
      run('mount', '-o', 'loop', image, disk.root);
      disk.freeze();
      disk.thaw();
      return disk;
    } catch {
      disk[Symbol.dispose]();
      return undefined;
    }
  }

  freeze(): void {
    run('fsfreeze', '--freeze', this.root);
  }

  thaw(): void {
    run('fsfreeze', '--unfreeze', this.root);
  }

  [Symbol.dispose](): void {
    spawnSync('fsfreeze', ['--unfreeze', this.root], { stdio: 'ignore' });
    while (spawnSync('umount', ['-l', this.root], { stdio: 'ignore' }).status === 0);
    rmSync(this.#parent, { recursive: true, force: true });
  }
}

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: 'ignore', timeout: 10_000 });
}
