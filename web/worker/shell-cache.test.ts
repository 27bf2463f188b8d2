import { describe, expect, test } from 'vitest';
import { ShellCache } from './shell-cache.ts';

const ORIGIN = 'https://nvr.example';

/** The browser's caches in memory: a name, and the addresses in it. */
class FakeCaches {
  readonly kept = new Map<string, Map<string, string>>();

  async open(name: string) {
    const files = this.kept.get(name) ?? new Map<string, string>();
    this.kept.set(name, files);
    return {
      addAll: async (requests: Request[]) => {
        for (const { url } of requests) files.set(url, `kept ${new URL(url).pathname}`);
      },
      match: async (url: string) => (files.has(url) ? new Response(files.get(url)) : undefined),
    };
  }

  async keys() {
    return [...this.kept.keys()];
  }

  async delete(name: string) {
    return this.kept.delete(name);
  }
}

class World {
  readonly caches = new FakeCaches();
  readonly asked: string[] = [];
  server: () => Response = () => new Response('server');
  readonly shell = new ShellCache({
    caches: this.caches as unknown as CacheStorage,
    fetch: async (input) => {
      this.asked.push(new URL((input as Request).url).pathname);
      return this.server();
    },
    origin: ORIGIN,
    version: 'b',
    files: ['/index.html', '/theme.js', '/assets/index-1.js'],
  });

  /** What a page gets; null: the worker has no part in it. */
  async get(path: string, { mode = 'cors', method = 'GET', origin = ORIGIN } = {}): Promise<string | null> {
    const request = new Request(new URL(path, origin), { method });
    Object.defineProperty(request, 'mode', { value: mode }); // no program may make a navigation itself
    const answer = this.shell.answer(request);
    return answer && (await (await answer).text());
  }
}

const away = (): Response => {
  throw new TypeError('failed to fetch');
};

describe('the shell in the browser', () => {
  test('has no part in video, in answers of the server and in what goes elsewhere', async () => {
    const world = new World();
    await world.shell.install();

    const paths = ['/api/live', '/api/channel/1/snapshot.jpg', '/recordings/ch1/2026-11-22/101500.mp4', '/healthz', '/metrics', '/sw.js'];
    for (const path of paths) {
      expect(await world.get(path), path).toBeNull();
      expect(await world.get(path, { mode: 'navigate' }), path).toBeNull();
    }
    expect(await world.get('/theme.js', { method: 'POST' })).toBeNull();
    expect(await world.get('/theme.js', { origin: 'https://elsewhere.example' })).toBeNull();
    expect(await world.get('/unknown.txt')).toBeNull();
    expect(world.asked).toEqual([]);
  });

  test('asks the server for the page first, and shows its own while the server or what is behind a proxy is away', async () => {
    const world = new World();
    await world.shell.install();

    expect(await world.get('/recordings?channels=1', { mode: 'navigate' })).toBe('server');
    world.server = away;
    expect(await world.get('/recordings?channels=1', { mode: 'navigate' })).toBe('kept /index.html');
    expect(await world.get('/theme.js')).toBe('kept /theme.js');
    world.server = () => new Response('bad gateway', { status: 502 });
    expect(await world.get('/live', { mode: 'navigate' })).toBe('kept /index.html');
    world.server = () => new Response('not built', { status: 500 });
    expect(await world.get('/live', { mode: 'navigate' })).toBe('not built');
  });

  test('gives hashed files without asking, and asks for those of another build', async () => {
    const world = new World();
    await world.shell.install();

    expect(await world.get('/assets/index-1.js')).toBe('kept /assets/index-1.js');
    expect(world.asked).toEqual([]);
    expect(await world.get('/assets/index-2.js')).toBe('server');
  });

  test('forgets earlier builds and nothing else', async () => {
    const world = new World();
    for (const name of ['shell-a', 'shell-b', 'somebody-else']) await world.caches.open(name);

    await world.shell.forgetOthers();

    expect(await world.caches.keys()).toEqual(['shell-b', 'somebody-else']);
  });
});
