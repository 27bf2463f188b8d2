import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort, isPortTaken } from './free-port.ts';

test('the wanted port is given where it is free, another one where it is taken', async () => {
  const wanted = await freePort();
  expect(await freePort(wanted)).toBe(wanted);

  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');

  expect(await isPortTaken(wanted, '127.0.0.1')).toBe(true);
  expect(await freePort(wanted)).not.toBe(wanted);
  server.close();
});

test('no port is chosen that an outgoing connection could have', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()));

  expect(Math.max(...ports)).toBeLessThan(32_768);
  expect(Math.min(...ports)).toBeGreaterThan(1024);
});
