/** What the worker needs of the browser; tests give their own. */
interface ShellCacheOptions {
  readonly caches: CacheStorage;
  readonly fetch: typeof globalThis.fetch;
  readonly origin: string;
  /** Changes with every build. */
  readonly version: string;
  /** Addresses of all files of the build. */
  readonly files: readonly string[];
}

const PREFIX = 'shell-';
const PAGE = '/index.html';
/** Never kept and never touched: what the server knows, and video. */
const NOT_OURS = /^\/(?:api|recordings\/.|healthz|readyz|metrics|sw\.js)/;
/** Their names change with their content, so a kept one is the right one. */
const HASHED = /^\/assets\//;
/** A proxy whose server is away. */
const GATEWAY_ERRORS = [502, 503, 504];

/** Keeps the files of one build, so that the app opens also while its server is away; it never keeps an answer of the server. */
export class ShellCache {
  readonly #options: ShellCacheOptions;

  constructor(options: ShellCacheOptions) {
    this.#options = options;
  }

  /** Keeps every file of this build; fails as a whole when one is missing. */
  async install(): Promise<void> {
    const { caches, version, files } = this.#options;
    const cache = await caches.open(PREFIX + version);
    await cache.addAll(files.map((file) => new Request(new URL(file, this.#options.origin), { cache: 'reload' })));
  }

  /** Forgets the files of earlier builds. */
  async forgetOthers(): Promise<void> {
    const { caches, version } = this.#options;
    const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== PREFIX + version);
    await Promise.all(old.map((name) => caches.delete(name)));
  }

  /** How to answer a request; null: the worker has no part in it. */
  answer(request: Request): Promise<Response> | null {
    const { origin, pathname } = new URL(request.url);
    if (request.method !== 'GET' || origin !== this.#options.origin || NOT_OURS.test(pathname)) return null;
    if (request.mode === 'navigate') return this.#serverFirst(request, PAGE);
    if (HASHED.test(pathname)) return this.#keptFirst(request);
    return this.#options.files.includes(pathname) ? this.#serverFirst(request, pathname) : null;
  }

  async #keptFirst(request: Request): Promise<Response> {
    return (await this.#kept(new URL(request.url).pathname)) ?? (await this.#options.fetch(request));
  }

  /** The server's own page fits the server; a kept one is for when it is away. */
  async #serverFirst(request: Request, kept: string): Promise<Response> {
    try {
      const response = await this.#options.fetch(request);
      if (!GATEWAY_ERRORS.includes(response.status)) return response;
      return (await this.#kept(kept)) ?? response;
    } catch (error) {
      const response = await this.#kept(kept);
      if (response) return response;
      throw error;
    }
  }

  async #kept(pathname: string): Promise<Response | undefined> {
    const cache = await this.#options.caches.open(PREFIX + this.#options.version);
    return await cache.match(new URL(pathname, this.#options.origin).href);
  }
}
