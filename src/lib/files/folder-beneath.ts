import { constants, existsSync, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, unlink } from 'node:fs/promises';
import path from 'node:path';

const DESCRIPTORS = '/proc/self/fd';
const IS_LINUX = existsSync(DESCRIPTORS);
const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY, O_NONBLOCK } = constants;

/**
 * A folder below a root, reached step by step without following any link, and then held open: what is done in it happens
 * there, even if somebody swaps a folder on the way for a link meanwhile.
 */
export class FolderBeneath implements AsyncDisposable {
  readonly #folder: FileHandle;
  readonly #path: string;

  private constructor(folder: FileHandle, path: string) {
    this.#folder = folder;
    this.#path = path;
  }

  /** @throws the system's error (`ENOENT`; `ENOTDIR` or `ELOOP` for a link) */
  static async open(root: string, names: readonly string[]): Promise<FolderBeneath> {
    let folder = new FolderBeneath(await open(root, O_RDONLY | O_DIRECTORY), root);
    for (const name of names) {
      await using parent = folder;
      folder = new FolderBeneath(await open(parent.#at(name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW), path.join(parent.#path, name));
    }
    return folder;
  }

  /** Opens a file for reading, never through a link, never waiting for a pipe's writer. */
  async openFile(name: string): Promise<FileHandle> {
    return await open(this.#at(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  }

  async lstat(name: string): Promise<Stats> {
    return await lstat(this.#at(name));
  }

  async unlink(name: string): Promise<void> {
    await unlink(this.#at(name));
  }

  /** Makes what was unlinked stay so over a power cut. */
  async sync(): Promise<void> {
    await this.#folder.sync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder.close();
  }

  /** Node has no openat(): on Linux the descriptor's own entry stands for the open folder; elsewhere its path must do. */
  #at(name: string): string {
    return IS_LINUX ? `${DESCRIPTORS}/${this.#folder.fd}/${name}` : path.join(this.#path, name);
  }
}

/** Where an open file can be opened again by others who want a path; null where the system has no such place. */
export function pathOfOpen(file: FileHandle): { readonly root: string; readonly name: string } | null {
  return IS_LINUX ? { root: DESCRIPTORS, name: String(file.fd) } : null;
}
