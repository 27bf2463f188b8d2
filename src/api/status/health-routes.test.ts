import { expect, test } from 'vitest';
import { ApiWorld } from '../../../test/fakes/api-world.ts';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';

test('/readyz says what fails, and no more than that', async () => {
  const ready = { database: () => true, storage: () => false, hub: () => Promise.reject(new Error('secret')), eventLoop: async () => true };
  await using world = await ApiWorld.open({ ready });

  const { status, json, text } = await world.visitor().get('/readyz');

  expect(status).toBe(503);
  expect(json).toEqual({ ready: false, checks: { database: 'ok', storage: 'failed', hub: 'failed', eventLoop: 'ok' } });
  expect(text).not.toContain('secret');
});

test('/readyz waits two seconds for a check that hangs, /healthz for none', async () => {
  const clock = new FakeClock();
  await using world = await ApiWorld.open({ clock, ready: { storage: () => new Promise(() => undefined), hub: () => true } });

  const asked = world.visitor().get('/readyz');
  expect((await world.visitor().get('/healthz')).json).toEqual({ status: 'ok' });
  await clock.advance(2_000);

  expect((await asked).json).toEqual({ ready: false, checks: { storage: 'failed', hub: 'ok' } });
});
