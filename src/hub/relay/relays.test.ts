import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { InnerRelay } from './inner-relay.ts';
import { RelayServer } from './relay-server.ts';
import { RelayTickets } from './relay-tickets.ts';

/** An RTSP server that remembers what it was asked, and says yes to all of it. */
class ToyRtsp implements AsyncDisposable {
  readonly heard: string[] = [];
  readonly sockets: Socket[] = [];
  readonly #server = createServer((socket) => {
    this.sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      this.heard.push(data.toString('latin1'));
      socket.write('RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n');
    });
  });

  static async start(): Promise<ToyRtsp> {
    const toy = new ToyRtsp();
    await once(toy.#server.listen(0, '127.0.0.1'), 'listening');
    return toy;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

let go2rtc: ToyRtsp;
beforeEach(async () => {
  go2rtc = await ToyRtsp.start();
});
afterEach(() => go2rtc[Symbol.asyncDispose]());

function request(method: string, uri: string, more = ''): string {
  return `${method} ${uri} RTSP/1.0\r\nCSeq: 1\r\n${more}\r\n`;
}

/** Says something and hears the first answer; empty when the connection ends without one. */
async function say(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(text);
  const answer = await Promise.race([once(socket, 'data').then(([data]) => String(data)), once(socket, 'close').then(() => '')]);
  socket.destroy();
  return answer;
}

describe('the relay for other programs', () => {
  const RIGHT = `Authorization: Basic ${Buffer.from('nvr:long enough:with colon').toString('base64')}\r\n`;
  const open = (): Promise<RelayServer> =>
    RelayServer.open({
      host: '127.0.0.1',
      port: 0,
      user: 'nvr',
      password: 'long enough:with colon',
      rtspPort: go2rtc.port,
      nameOf: (plain) => (plain === 'cam1' ? 'cam1_key' : undefined),
    });

  test('carries what reads, under the hidden name and without the password', async () => {
    await using relay = await open();

    await say(relay.port, request('DESCRIBE', 'rtsp://nvr.lan:8554/cam1?video=h264&audio', RIGHT));
    await say(relay.port, request('SETUP', 'rtsp://nvr.lan:8554/cam1/trackID=0', `${RIGHT}Transport: RTP/AVP/TCP;interleaved=0-1\r\n`));

    const there = `rtsp://127.0.0.1:${go2rtc.port}/cam1_key`;
    expect(go2rtc.heard).toEqual([
      `DESCRIBE ${there}?video=h264&audio RTSP/1.0\r\ncseq: 1\r\n\r\n`,
      `SETUP ${there}/trackID=0 RTSP/1.0\r\ncseq: 1\r\ntransport: RTP/AVP/TCP;interleaved=0-1\r\n\r\n`,
    ]);
  });

  test.each([
    ['DESCRIBE', 'rtsp://h/cam1', '', '401'],
    ['ANNOUNCE', 'rtsp://h/cam1', '', '401'],
    ['DESCRIBE', 'rtsp://h/cam1', RIGHT.replace('Basic ', 'Basic A'), '401'],
    ['ANNOUNCE', 'rtsp://h/cam1', RIGHT, '405'],
    ['RECORD', 'rtsp://h/cam1', RIGHT, '405'],
    ['DESCRIBE', 'rtsp://h/cam2', RIGHT, '404'],
    ['DESCRIBE', 'rtsp://h/cam1_key', RIGHT, '404'],
    ['DESCRIBE', 'rtsp://h/cam1?backchannel=1', RIGHT, '404'],
    ['DESCRIBE', 'rtsp://h/cam1/../view1', RIGHT, '404'],
    ['OPTIONS', '*', RIGHT, '200'],
  ])('%s %s is answered without go2rtc: %s', async (method, uri, login, status) => {
    await using relay = await open();

    expect(await say(relay.port, request(method, uri, login))).toMatch(`RTSP/1.0 ${status} `);
    expect(go2rtc.heard).toEqual([]);
  });

  test('ends those who read a stream, and nobody else', async () => {
    await using relay = await open();
    const reader = connect(relay.port, '127.0.0.1');
    const stranger = connect(relay.port, '127.0.0.1');
    reader.write(request('DESCRIBE', 'rtsp://h/cam1', RIGHT));
    await once(reader, 'data');

    relay.endReaders('cam2_key');
    reader.write(request('OPTIONS', 'rtsp://h/cam1', RIGHT));
    await once(reader, 'data');
    relay.endReaders('cam1_key');

    await once(reader, 'close');
    expect(stranger.closed).toBe(false);
    stranger.destroy();
  });

  test('ends a stranger who goes on guessing, and what is no RTSP', async () => {
    await using relay = await open();
    const stranger = connect(relay.port, '127.0.0.1');
    for (let tries = 0; tries < 4; tries++) stranger.write(request('DESCRIBE', 'rtsp://h/cam1'));
    stranger.resume();

    await once(stranger, 'close');
    expect(await say(relay.port, 'GET / HTTP/1.1\r\n\r\n')).toBe('');
  });
});

describe('the relay for our own programs and go2rtc', () => {
  test('a ticket leads to its stream once, and not after half a minute', async () => {
    const clock = new FakeClock();
    const tickets = new RelayTickets(clock);
    await using relay = await InnerRelay.open({
      port: 0,
      rtspPort: go2rtc.port,
      takeTicket: (name) => tickets.take(name),
      viewOf: () => undefined,
    });
    const [first, second] = [tickets.issue('rtsp://127.0.0.1:1/cam1_key'), tickets.issue('rtsp://127.0.0.1:1/cam2_key')];
    const use = (ticket: string): Promise<string> => say(relay.port, request('OPTIONS', `rtsp://127.0.0.1:${relay.port}/${ticket}`));

    expect(await use(first)).toBe('RTSP/1.0 302 Found\r\nCSeq: 1\r\nLocation: rtsp://127.0.0.1:1/cam1_key\r\n\r\n');
    expect(await use(first)).toBe('');
    await clock.advance(30_001);
    expect(await use(second)).toBe('');
  });

  test('the source of a view is the stream it shows, until it is ended', async () => {
    let connection: Disposable | undefined;
    const left = Promise.withResolvers<void>();
    await using relay = await InnerRelay.open({
      port: 0,
      rtspPort: go2rtc.port,
      takeTicket: () => undefined,
      viewOf: (name) =>
        name === 'view3_key'
          ? {
              target: 'cam1_key?video',
              joined: (joined) => {
                connection = joined;
              },
              left: () => left.resolve(),
            }
          : undefined,
    });
    const reader = connect(relay.port, '127.0.0.1');
    reader.write(request('DESCRIBE', `rtsp://127.0.0.1:${relay.port}/view3_key`));
    await once(reader, 'data');
    const readerEnds = once(reader, 'close');

    connection?.[Symbol.dispose]();

    await Promise.all([readerEnds, left.promise]);
    expect(go2rtc.heard).toEqual([`DESCRIBE rtsp://127.0.0.1:${go2rtc.port}/cam1_key?video RTSP/1.0\r\ncseq: 1\r\n\r\n`]);
    expect(await say(relay.port, request('DESCRIBE', `rtsp://127.0.0.1:${relay.port}/view4_key`))).toBe('');
  });

  test('takes another port where somebody has the one it had', async () => {
    const options = { rtspPort: go2rtc.port, takeTicket: () => undefined, viewOf: () => undefined };

    await using relay = await InnerRelay.open({ ...options, port: go2rtc.port });

    expect(relay.port).toBeGreaterThan(0);
    expect(relay.port).not.toBe(go2rtc.port);
  });
});
