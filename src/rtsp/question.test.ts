import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { askForStream } from './question.ts';

const SDP = 'v=0\r\nm=audio 0 RTP/AVP 8\r\na=control:trackID=1\r\nm=video 0 RTP/AVP 96\r\na=control:trackID=2\r\n';
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A camera of few words. @returns its address and what it was asked */
async function camera(answer: (request: string, socket: Socket) => string | undefined) {
  const requests: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      requests.push(data.toString());
      const text = answer(data.toString(), socket);
      if (text !== undefined) socket.write(text);
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const at = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return { at, requests };
}

const described = (more = ''): string =>
  `RTSP/1.0 200 OK\r\nContent-Type: application/sdp\r\nContent-Length: ${SDP.length}\r\n${more}\r\n${SDP}`;
const ask = (url: string, logsIn = true) => askForStream({ url, logsIn, signal: AbortSignal.timeout(5000) });

test('asks up to SETUP of the video track, and tells what came', async () => {
  const { at, requests } = await camera((request) =>
    request.startsWith('DESCRIBE') ? described() : 'RTSP/1.0 461 Unsupported Transport\r\n\r\n',
  );

  expect(await ask(`rtsp://${at}/x?y=1#transport=tcp`)).toEqual({
    method: 'SETUP',
    status: 461,
    line: '461 Unsupported Transport',
    isByTcp: false,
    logins: [],
  });
  expect(requests.map((request) => request.split('\r\n')[0])).toEqual([
    `DESCRIBE rtsp://${at}/x?y=1 RTSP/1.0`,
    `SETUP rtsp://${at}/x?y=1/trackID=2 RTSP/1.0`,
  ]);
});

test('logs in where it is asked to and may, and never puts user and password into the address', async () => {
  const { at, requests } = await camera((request) => {
    if (!request.includes('Authorization')) return 'RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm="r", nonce="n"\r\n\r\n';
    return request.startsWith('DESCRIBE') ? described() : 'RTSP/1.0 200 OK\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\n\r\n';
  });

  expect(await ask(`rtsp://admin:p%40ss@${at}/x`)).toMatchObject({ method: 'SETUP', status: 200, isByTcp: true });
  expect(requests.join('')).not.toMatch(/p%40ss|p@ss/);
});

test('sends no password when it may not', async () => {
  const { at, requests } = await camera(
    () =>
      'RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm="r", nonce="n", algorithm=SHA-256\r\nWWW-Authenticate: Basic realm="r"\r\n\r\n',
  );

  const { status, logins } = await ask(`rtsp://admin:secret@${at}/x`, false);

  expect({ status, logins: logins.map(({ scheme, algorithm }) => [scheme, algorithm]) }).toEqual({
    status: 401,
    logins: [
      ['digest', 'SHA-256'],
      ['basic', ''],
    ],
  });
  expect(requests).toHaveLength(1);
  expect(requests[0]).not.toContain('Authorization');
});

test.each([
  ['nothing', () => undefined, /in time/],
  ['no RTSP', () => 'HTTP/1.1 400 Bad Request\r\n\r\n', /no answer of an RTSP server/],
  ['without end', () => 'x'.repeat(70_000), /too long/],
])('a camera that answers %s ends the question', async (_, answer, message) => {
  const { at } = await camera(answer);

  await expect(askForStream({ url: `rtsp://${at}/x`, logsIn: true, signal: AbortSignal.timeout(500) })).rejects.toThrow(message);
});

test('a camera that closes the connection ends the question', async () => {
  const { at } = await camera((_, socket) => void socket.destroy());

  await expect(ask(`rtsp://${at}/x`)).rejects.toThrow('closed');
});
