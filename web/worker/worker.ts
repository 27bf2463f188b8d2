import { ShellCache } from './shell-cache.ts';

// TypeScript's libraries of pages and of workers exclude each other, so what this file needs of a worker is written down here.
interface Lasting {
  waitUntil(promise: Promise<unknown>): void;
}
interface Asking {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface WorkerScope {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void;
  addEventListener(type: 'fetch', listener: (event: Asking) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/** The build puts its version and its files in place of this text (scripts/shell-worker.ts). */
const BUILD = '__SHELL_BUILD__';

const scope = globalThis as unknown as WorkerScope;
const { version, files } = JSON.parse(BUILD) as { version: string; files: string[] };
const shell = new ShellCache({ caches, fetch: (...of) => fetch(...of), origin: scope.location.origin, version, files });

scope.addEventListener('install', (event) => event.waitUntil(shell.install()));
scope.addEventListener('activate', (event) => event.waitUntil(shell.forgetOthers().then(() => scope.clients.claim())));
scope.addEventListener('fetch', (event) => {
  const response = shell.answer(event.request);
  if (response) event.respondWith(response);
});
// A new version waits until the person says that this moment suits.
scope.addEventListener('message', ({ data }) => {
  if (data === 'take-over') void scope.skipWaiting();
});
