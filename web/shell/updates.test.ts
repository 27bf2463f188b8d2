import { expect, test } from 'vitest';
import { Updates, type WorkerRegistration, type Workers } from './updates.ts';

/** A worker of the browser that is told to take over. */
class FakeWorker extends EventTarget {
  readonly heard: unknown[] = [];
  postMessage = (message: unknown): void => void this.heard.push(message);

  /** As much of a worker as is used. */
  get asWorker(): ServiceWorker {
    return this as unknown as ServiceWorker;
  }
}

/** A browser with one registration. */
class FakeWorkers extends EventTarget implements Workers {
  controller: ServiceWorker | null = null;
  readonly registration = Object.assign(new EventTarget(), {
    waiting: null as ServiceWorker | null,
    installing: null as ServiceWorker | null,
    update: async () => undefined,
  });
  isRefused = false;

  async register(): Promise<WorkerRegistration> {
    if (this.isRefused) throw new TypeError('404');
    return this.registration as unknown as WorkerRegistration;
  }

  /** A worker installs and then waits, or is in use at once when there was none. */
  install(): FakeWorker {
    const worker = new FakeWorker();
    this.registration.installing = worker.asWorker;
    this.registration.dispatchEvent(new Event('updatefound'));
    this.registration.installing = null;
    if (this.controller) this.registration.waiting = worker.asWorker;
    worker.dispatchEvent(new Event('statechange'));
    return worker;
  }
}

test('the first installation is no news, the next one is, and takes over when asked', async () => {
  const workers = new FakeWorkers();
  let reloads = 0;
  const updates = new Updates(workers, () => reloads++);
  await updates.start();

  workers.install();
  workers.dispatchEvent(new Event('controllerchange'));
  expect([updates.getSnapshot(), reloads]).toEqual([false, 0]);

  workers.controller = new FakeWorker().asWorker;
  const newer = workers.install();
  expect([updates.getSnapshot(), newer.heard]).toEqual([true, []]);

  updates.takeOver();
  expect(newer.heard).toEqual(['take-over']);
  workers.dispatchEvent(new Event('controllerchange'));
  expect(reloads).toBe(1);
});

test('where a browser has no workers, or the server no file for them, the app goes on without', async () => {
  const refusing = new FakeWorkers();
  refusing.isRefused = true;

  for (const workers of [undefined, refusing]) {
    const updates = new Updates(workers, () => undefined);
    await updates.start();
    updates.look();
    expect(updates.getSnapshot()).toBe(false);
  }
});
