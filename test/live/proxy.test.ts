import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { Cameras } from '../fakes/cameras.ts';
import { freePorts } from '../fakes/free-port.ts';
import { live } from '../fakes/live.ts';
import { hasNginx, Nginx } from '../fakes/nginx.ts';
import { cameraEnv, Nvr, USER } from '../fakes/nvr.ts';

const MSE = JSON.stringify({ type: 'mse', value: 'avc1.640029,avc1.64002A,avc1.640033,mp4a.40.2' });
const suite = hasNginx ? live : describe.skip;

suite('behind nginx as deploy/nginx configures it', () => {
  let cameras: Cameras;
  let nvr: Nvr;
  let nginx: Nginx;
  let origin: string;
  let cookies = '';

  beforeAll(async () => {
    const [httpsPort = 0] = await freePorts(1);
    origin = `https://nvr.example.org:${httpsPort}`;
    cameras = await Cameras.start({ cameras: '1:h264-aac' });
    const env = { ...cameraEnv(1, (camera) => cameras.url(camera)), PUBLIC_URL: origin, TRUST_PROXY: '127.0.0.1', SEGMENT_DURATION: '5' };
    nvr = await Nvr.start({ env });
    nginx = await Nginx.start({ httpsPort, backend: Number(new URL(nvr.url).port) });
  });
  afterAll(async () => {
    await nginx?.[Symbol.asyncDispose]();
    await nvr?.[Symbol.asyncDispose]();
    await cameras?.[Symbol.asyncDispose]();
  });

  /** As a browser that resolved the name to this machine, from an address of its own on loopback. */
  async function ask(
    path: string,
    { body, from = '127.0.0.2', ...more }: RequestOptions & { body?: unknown; from?: string } = {},
  ): Promise<IncomingMessage> {
    const question = request(new URL(path, origin), {
      ...secure(),
      localAddress: from,
      agent: false,
      ...more,
      headers: { cookie: cookies, ...(body !== undefined && { 'content-type': 'application/json' }), ...more.headers },
    });
    question.end(body === undefined ? undefined : JSON.stringify(body));
    const [answer] = (await once(question, 'response')) as [IncomingMessage];
    return answer;
  }
  const secure = () => ({ hostname: '127.0.0.1', servername: nginx.name, ca: nginx.certificate, setHost: false as const });
  const host = (): Record<string, string> => ({ host: new URL(origin).host });
  const get = (path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> =>
    ask(path, { headers: { ...host(), ...headers } });
  const logIn = (password: string, from: string, headers: Record<string, string> = {}): Promise<IncomingMessage> =>
    ask('/api/login', {
      method: 'POST',
      from,
      body: { username: USER.username, password },
      headers: { ...host(), cookie: '', ...headers },
    });

  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  async function json(path: string): Promise<any> {
    return JSON.parse((await buffer(await get(path))).toString());
  }

  test('plain HTTP is sent to HTTPS, where a session has a Secure cookie that is bound to the name', async () => {
    const plain = await fetch(`http://127.0.0.1:${nginx.httpPort}/x`, { headers: { host: nginx.name }, redirect: 'manual' });
    const answer = await logIn(USER.password, '127.0.0.2');
    const set = answer.headers['set-cookie'] ?? [];
    cookies = set.map((cookie) => cookie.split(';')[0]).join('; ');

    expect([plain.status, plain.headers.get('location')?.startsWith('https://')]).toEqual([301, true]);
    expect(answer.statusCode).toBe(200);
    expect(set.find((cookie) => cookie.startsWith('__Host-sid='))).toMatch(/; HttpOnly; Secure; SameSite=Lax/i);
    expect(answer.headers['strict-transport-security']).toMatch(/max-age=\d/);
    expect(JSON.parse((await buffer(await get('/api/me'))).toString())).toMatchObject({ user: USER.username });
  });

  test('attempts are counted on the address that connects to the proxy, whatever it claims to be', async () => {
    const forged = (attempt: number) => ({ 'x-forwarded-for': `203.0.113.${attempt}`, 'x-real-ip': '203.0.113.9' });
    const codes: unknown[] = [];
    for (let attempt = 1; attempt <= 6; attempt++) codes.push((await logIn('wrong', '127.0.0.9', forged(attempt))).statusCode);

    expect(codes).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await logIn(USER.password, '127.0.0.3')).statusCode).toBe(200);
    expect(await json('/api/sessions')).toMatchObject({
      sessions: expect.arrayContaining([expect.objectContaining({ address: '127.0.0.2' })]),
    });
  });

  test('a name that is not ours is refused, and so is a page of somebody else', async () => {
    const stranger = await ask('/api/me', { headers: { host: 'evil.example' } });
    const socket = open({ origin: 'https://evil.example' });
    const [, reply] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    socket.on('error', () => undefined).terminate();

    expect([stranger.statusCode, reply.statusCode]).toEqual([421, 403]);
  });

  test('live view comes over the WebSocket, without any other port', async () => {
    const socket = open({ origin });
    await once(socket, 'open');
    socket.send(MSE);
    let bytes = 0;
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) bytes += data.length;
    });

    await vi.waitFor(() => expect(bytes).toBeGreaterThan(100_000), { timeout: 30_000 });
    socket.close();
  });

  test('events arrive as they happen', async () => {
    const stream = await get('/api/events', { accept: 'text/event-stream' });
    let text = '';
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const begun = performance.now();
    await logIn(USER.password, '127.0.0.4');

    await vi.waitFor(() => expect(text).toMatch(/^data: /m), { timeout: 10_000, interval: 20 });
    stream.destroy();

    console.log(`the event of a sign-in arrived ${(performance.now() - begun).toFixed(0)} ms after it was asked for`);
    expect(stream.headers['content-type']).toContain('text/event-stream');
  });

  test('a part of a recording can be had', async () => {
    const place = await vi.waitFor(
      async () => {
        const { dates } = await json('/api/dates?channel=1');
        const { recordings } = await json(`/api/channel/1/recordings?date=${dates[0]}`);
        const done = (recordings as { name: string; live: boolean }[]).find(({ name, live: isLive }) => !isLive && name.endsWith('.mp4'));
        expect(done).toBeDefined();
        return `/recordings/${done?.name}`;
      },
      { timeout: 30_000, interval: 500 },
    );

    const answer = await get(place, { range: 'bytes=4-7' });

    expect([answer.statusCode, answer.headers['content-range']]).toEqual([206, expect.stringMatching(/^bytes 4-7\/\d+$/)]);
    expect((await buffer(answer)).toString()).toBe('ftyp');
  });

  function open(headers: Record<string, string>): WebSocket {
    return new WebSocket(`wss://127.0.0.1:${nginx.httpsPort}/api/channel/1/live`, {
      ...secure(),
      headers: { ...host(), cookie: cookies, ...headers },
    });
  }
});
