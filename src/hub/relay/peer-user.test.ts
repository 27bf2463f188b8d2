import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { isAnotherUsers, uidOf } from './peer-user.ts';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0 20 4 30 10 -1
   2: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     7        0 3 1 0 20 4 30 10 -1`;

test('the user at the other end of a connection stands in the system’s table', () => {
  expect([uidOf(TABLE, 50_000, 8_080), uidOf(TABLE, 8_080, 50_000), uidOf(TABLE, 50_001, 8_080)]).toEqual([1000, 7, undefined]);
});

test('a connection of our own is nobody else’s', async () => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const client = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
  const [socket] = (await once(server, 'connection')) as [Socket];

  expect(await isAnotherUsers(socket)).toBe(false);
  client.destroy();
  server.close();
});
