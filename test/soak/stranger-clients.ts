import type { Socket } from 'node:net';
import { hostileRequests } from '../fakes/hostile-requests.ts';
import { type Client, type ClientAction, together } from './client.ts';
import { GUEST } from './product.ts';

const ODD_REQUESTS = 100;

/** Holds what was opened for a while, then lets go of all of it. */
async function hold(client: Client, sockets: readonly Socket[], ms: number): Promise<void> {
  await client.pause(ms);
  for (const socket of sockets) socket.destroy();
}

/** People who have the password, people who do not, and things that only look like people. */
export const STRANGER_CLIENTS: readonly ClientAction[] = [
  {
    name: 'sign-in-and-out',
    weight: 3,
    act: async (client) => {
      const guest = client.stranger();
      await client.askAs(guest, '/api/login', { method: 'POST', body: GUEST });
      await client.askAs(guest, '/api/me');
      await client.askAs(guest, '/api/sessions');
      await client.askAs(guest, '/api/logout', { method: 'POST', headers: { 'x-csrf-token': guest.cookies.get('csrf_token') ?? '' } });
    },
  },
  {
    name: 'wrong-passwords',
    weight: 2,
    act: async (client) => {
      await together(client.chance.pick([3, 25]), async () => {
        const username = client.chance.pick(['anna', 'bert', 'admin', `nobody${client.chance.whole(0, 999)}`]);
        await client.askAs(client.stranger(), '/api/login', { method: 'POST', body: { username, password: 'guessed it' } });
      });
    },
  },
  {
    name: 'idle-sockets',
    weight: 1,
    act: async (client) => {
      const sockets = Array.from({ length: client.chance.pick([20, 300, 1_000]) }, () => client.connection());
      await hold(client, sockets, client.chance.between(2_000, 15_000));
    },
  },
  {
    name: 'half-requests',
    weight: 1,
    act: async (client) => {
      const sockets = Array.from({ length: client.chance.pick([10, 100]) }, () => client.connection());
      for (const socket of sockets) socket.write('POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200\r\n\r\n{"user');
      await hold(client, sockets, client.chance.between(2_000, 12_000));
    },
  },
  {
    name: 'odd-requests',
    weight: 2,
    act: async (client) => {
      for (const { path, ...question } of hostileRequests(ODD_REQUESTS, client.chance.whole(1, 1e9))) {
        if (client.signal.aborted) return;
        const session: Record<string, string> = client.chance.next() < 0.5 ? {} : { cookie: client.cookie };
        await client.askAs(client.stranger(), path, { ...question, headers: { ...session, ...question.headers } });
      }
    },
  },
  {
    name: 'unread-downloads',
    weight: 2,
    act: async (client) => {
      const day = new Date(client.product.now() + 3_600_000).toISOString().slice(0, 10);
      const answer = await client.get(`/api/channel/${client.channel()}/recordings?date=${day}`);
      const { recordings = [] } = (answer?.status === 200 ? answer.json : {}) as { recordings?: readonly { readonly name: string }[] };
      if (recordings.length === 0) return;
      const sockets = Array.from({ length: client.chance.pick([2, 30]) }, () => {
        const place = `/recordings/${client.chance.pick(recordings).name.replaceAll('+', '%2B')}`;
        const socket = client.connection().pause();
        socket.write(`GET ${place} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${client.cookie}\r\n\r\n`);
        return socket;
      });
      await hold(client, sockets, client.chance.between(2_000, 12_000));
    },
  },
  {
    name: 'event-streams',
    weight: 1,
    act: async (client) => {
      const sockets = Array.from({ length: client.chance.pick([1, 40]) }, () => {
        const socket = client.connection();
        socket.write(`GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nCookie: ${client.cookie}\r\n\r\n`);
        return socket.resume();
      });
      await hold(client, sockets, client.chance.between(1_000, 10_000));
    },
  },
];
