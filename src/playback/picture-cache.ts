import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

const NAME = /^[\w-]+\.jpg$/;

/** Pictures on disk under a size limit; those that were not asked for longest go first. Losing it costs only work. */
export class PictureCache {
  readonly #folder: string;
  readonly #maxBytes: number;
  /** The one asked for last is last. */
  readonly #bytes = new Map<string, number>();
  #total = 0;

  private constructor(folder: string, maxBytes: number) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** Takes over what an earlier process left. */
  static async open(folder: string, maxBytes: number): Promise<PictureCache> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const cache = new PictureCache(folder, maxBytes);
    const left: { name: string; bytes: number; at: number }[] = [];
    for (const name of await readdir(folder)) {
      const facts = await stat(path.join(folder, name));
      if (NAME.test(name)) left.push({ name, bytes: facts.size, at: facts.mtimeMs });
      else await rm(path.join(folder, name), { recursive: true, force: true }); // half written
    }
    for (const { name, bytes } of left.sort((a, b) => a.at - b.at)) await cache.#enter(name, bytes);
    return cache;
  }

  get totalBytes(): number {
    return this.#total;
  }

  /** @param name without its extension: letters, digits, `-`, `_` */
  async get(name: string): Promise<Buffer | undefined> {
    const file = `${name}.jpg`;
    const bytes = this.#bytes.get(file);
    if (bytes === undefined) return undefined;
    this.#bytes.delete(file);
    this.#bytes.set(file, bytes);
    try {
      return await readFile(path.join(this.#folder, file));
    } catch {
      this.#forget(file); // somebody tidied up
      return undefined;
    }
  }

  /** A disk that takes no more is no reason not to show the picture. */
  async put(name: string, picture: Buffer): Promise<void> {
    const file = path.join(this.#folder, `${name}.jpg`);
    try {
      await writeFile(`${file}.tmp`, picture);
      await rename(`${file}.tmp`, file);
      await this.#enter(`${name}.jpg`, picture.length);
    } catch {
      await rm(`${file}.tmp`, { force: true }).catch(() => undefined);
    }
  }

  async #enter(file: string, bytes: number): Promise<void> {
    this.#forget(file);
    this.#bytes.set(file, bytes);
    this.#total += bytes;
    for (const oldest of this.#bytes.keys()) {
      if (this.#total <= this.#maxBytes) return;
      this.#forget(oldest);
      await rm(path.join(this.#folder, oldest), { force: true });
    }
  }

  #forget(file: string): void {
    this.#total -= this.#bytes.get(file) ?? 0;
    this.#bytes.delete(file);
  }
}
