import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { silentLog } from '../../lib/log.ts';
import { ReconcileLoop } from './reconcile-loop.ts';

/** A disk that a test mounts and unmounts, and passes that it ends. */
class Passes {
  isUsable = true;
  passes = 0;
  done = 0;
  end: (error?: Error) => void = () => undefined;

  start(): ReconcileLoop {
    return ReconcileLoop.start({
      reconcile: () => {
        this.passes++;
        return new Promise<void>((resolve, reject) => {
          this.end = (error) => (error ? reject(error) : resolve());
        });
      },
      isUsable: () => this.isUsable,
      onDone: () => this.done++,
      log: silentLog(),
    });
  }
}

test('the first pass begins at once, or when the disk is there', async () => {
  const world = new Passes();
  world.isUsable = false;
  await using loop = world.start();
  await setImmediate();
  expect(world.passes).toBe(0);

  world.isUsable = true;
  loop.diskChanged();
  await setImmediate();
  world.end(new Error('the disk is slow'));
  await loop.first;

  expect([world.passes, world.done]).toEqual([1, 1]);
});

test('a disk that comes back while a pass is under way is reconciled again, one that only changes is not', async () => {
  const world = new Passes();
  await using loop = world.start();
  loop.diskChanged();
  world.isUsable = false;
  loop.diskChanged();
  world.isUsable = true;
  loop.diskChanged();
  expect(world.passes).toBe(1);

  world.end();
  await setImmediate();
  world.end();
  await setImmediate();
  loop.diskChanged();
  await setImmediate();

  expect(world.passes).toBe(2);
});

test('who waits for the first pass is let go at the end', async () => {
  const world = new Passes();
  world.isUsable = false;
  const loop = world.start();

  await loop[Symbol.asyncDispose]();

  await expect(loop.first).resolves.toBeUndefined();
  expect(world.passes).toBe(0);
});
