import { Store } from '../client/store.ts';

/** The part of a registration that we use. */
export type WorkerRegistration = Pick<ServiceWorkerRegistration, 'waiting' | 'installing' | 'update' | 'addEventListener'>;

/** The part of the browser's `navigator.serviceWorker` that we use. */
export interface Workers {
  readonly controller: ServiceWorker | null;
  register(url: string): Promise<WorkerRegistration>;
  addEventListener(type: 'controllerchange', listener: () => void): void;
}

const LOOK_EVERY_MS = 60 * 60_000;

/** Installs the app in the browser and knows whether a newer build waits to take over. */
export class Updates {
  readonly #workers: Workers | undefined;
  readonly #reload: () => void;
  readonly #store = new Store(false);
  #registration: WorkerRegistration | null = null;
  #isAsked = false;

  /** Whether a new version is ready. */
  readonly getSnapshot = this.#store.getSnapshot;
  readonly subscribe = this.#store.subscribe;

  /** `workers` is undefined where the browser has none, e.g. over plain http from another machine. */
  constructor(workers: Workers | undefined, reload: () => void) {
    this.#workers = workers;
    this.#reload = reload;
  }

  async start(): Promise<void> {
    const workers = this.#workers;
    if (!workers) return;
    const registration = await workers.register('/sw.js').catch(() => null); // a development server has no such file
    if (!registration) return;
    this.#registration = registration;
    workers.addEventListener('controllerchange', () => {
      if (this.#isAsked) this.#reload();
    });
    registration.addEventListener('updatefound', () => this.#watch(registration.installing));
    this.#watch(registration.installing);
    this.#look();
    setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  /** Asks the server whether there is a newer build. */
  look(): void {
    void this.#registration?.update().catch(() => undefined); // the server is away: another time
  }

  /** Lets the new version take over; the page loads anew. */
  takeOver(): void {
    this.#isAsked = true;
    this.#look();
  }

  #watch(worker: ServiceWorker | null): void {
    worker?.addEventListener('statechange', () => this.#look());
  }

  /** The first installation is no news: only what waits behind a version in use. */
  #look(): void {
    const waiting = this.#registration?.waiting;
    this.#store.set(Boolean(waiting && this.#workers?.controller));
    // Also one that came in place of the one that was announced.
    if (this.#isAsked) waiting?.postMessage('take-over');
  }
}
