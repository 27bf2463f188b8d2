import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Client, csrfToken } from './client.ts';

interface Call {
  readonly url: string;
  readonly init: RequestInit;
}

function clientThatGets(response: () => Response | Promise<Response>, cookies = '') {
  const calls: Call[] = [];
  const reached: boolean[] = [];
  let signedOut = 0;
  const client = new Client({
    fetch: async (input, init) => {
      calls.push({ url: String(input), init: init ?? {} });
      return await response();
    },
    cookies: () => cookies,
    onReach: (isReached) => reached.push(isReached),
    onSignedOut: () => signedOut++,
  });
  return { client, calls, reached, signedOutTimes: () => signedOut };
}

const Cat = z.object({ name: z.string() });
const problem = (status: number, type = 'about:blank', headers: Record<string, string> = {}) =>
  Response.json({ type, title: 'T', status, detail: 'What happened' }, { status, headers });

describe('the client', () => {
  test('gives the parsed value of a good answer', async () => {
    const { client, reached } = clientThatGets(() => Response.json({ name: 'Tom', more: 1 }));

    expect(await client.json('/api/cat', Cat)).toEqual({ kind: 'success', value: { name: 'Tom' } });
    expect(reached).toEqual([true]);
  });

  test('calls an answer of another shape an error', async () => {
    const { client } = clientThatGets(() => Response.json({ name: 7 }));

    expect(await client.json('/api/cat', Cat)).toMatchObject({ kind: 'error', error: { code: 'answer-not-understood' } });
  });

  test('reads code, detail and waiting time of a problem', async () => {
    const { client } = clientThatGets(() => problem(429, 'urn:mini-nvr:too-many-attempts', { 'retry-after': '42' }));

    const error = { status: 429, code: 'too-many-attempts', detail: 'What happened', traceId: null, retryAfterSeconds: 42 };
    expect(await client.json('/api/login', Cat, { method: 'POST', body: {} })).toEqual({ kind: 'error', error });
  });

  test('tells that the session is over, but not when a login fails', async () => {
    const { client, signedOutTimes } = clientThatGets(() => problem(401));

    await client.json('/api/login', Cat, { method: 'POST', body: {} });
    expect(signedOutTimes()).toBe(0);
    await client.json('/api/live', Cat);
    expect(signedOutTimes()).toBe(1);
  });

  test('tells that the server is away when fetch fails or a proxy says so', async () => {
    const broken = clientThatGets(() => Promise.reject(new TypeError('Failed to fetch')));
    const proxied = clientThatGets(() => new Response('<h1>Bad Gateway</h1>', { status: 502 }));

    expect(await broken.client.json('/api/live', Cat)).toMatchObject({ kind: 'error', error: { status: null } });
    await proxied.client.json('/api/live', Cat);
    expect([...broken.reached, ...proxied.reached]).toEqual([false, false]);
  });

  test('stays silent about a request that was aborted', async () => {
    const { client, reached } = clientThatGets(() => Promise.reject(new DOMException('aborted', 'AbortError')));

    expect(await client.json('/api/live', Cat, { signal: AbortSignal.abort() })).toEqual({ kind: 'aborted' });
    expect(reached).toEqual([]);
  });

  test('sends the CSRF token with unsafe methods only', async () => {
    const { client, calls } = clientThatGets(() => Response.json({ name: 'Tom' }), 'a=1; csrf_token=x%2By=');

    await client.json('/api/cat', Cat);
    await client.json('/api/cat', Cat, { method: 'DELETE' });

    expect(calls.map(({ init }) => new Headers(init.headers).get('x-csrf-token'))).toEqual([null, 'x+y=']);
  });
});

describe('csrfToken', () => {
  test('is null while there is no such cookie', () => {
    expect(csrfToken('xcsrf_token=1; other=2')).toBeNull();
  });
});
