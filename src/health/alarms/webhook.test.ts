import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { freePorts } from '../../../test/fakes/free-port.ts';
import { Receiver } from '../../../test/fakes/receiver.ts';
import { systemClock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { Redactor } from '../../lib/redact.ts';
import { Heartbeat } from './heartbeat.ts';
import { Webhook, type WebhookOptions } from './webhook.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await Receiver.start();
});
afterEach(() => receiver[Symbol.asyncDispose]());

function start(more: Partial<WebhookOptions> = {}): Webhook {
  return Webhook.start({
    url: receiver.url('/hook?token=1'),
    redactor: new Redactor(['hunter2-canary']),
    clock: systemClock,
    log: silentLog(),
    timeoutMs: 200,
    delaysMs: [20],
    ...more,
  });
}

const bodies = (): unknown[] => receiver.received.map(({ body }) => JSON.parse(body));

describe('a webhook', () => {
  test('delivers in order, as JSON, without secrets', async () => {
    await using webhook = start();

    webhook.send({ n: 1, text: 'rtsp://admin:hunter2-canary@10.0.0.1/x fails' });
    webhook.send({ n: 2 });

    await vi.waitFor(() => expect(bodies()).toEqual([{ n: 1, text: 'rtsp://admin:***@10.0.0.1/x fails' }, { n: 2 }]));
    expect(receiver.received[0]).toMatchObject({ method: 'POST', path: '/hook?token=1', headers: { 'content-type': 'application/json' } });
    await vi.waitFor(() => expect(webhook.status()).toMatchObject({ isConfigured: true, waiting: 0, lastError: null }));
  });

  test('is tried again while the receiver answers 500, without holding anybody up', async () => {
    receiver.answers = 500;
    await using webhook = start();
    const begun = performance.now();
    for (let n = 1; n <= 3; n++) webhook.send({ n });
    const tookMs = performance.now() - begun;

    await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThan(2));
    const failing = webhook.status();
    receiver.answers = 200;
    await vi.waitFor(() => expect(webhook.status().waiting).toBe(0), 5_000);

    expect(tookMs).toBeLessThan(50);
    expect([failing.waiting, failing.lastError]).toEqual([3, 'it answers 500']);
    expect(bodies().slice(-3)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  test('gives up one that hangs, and comes again', async () => {
    receiver.answers = null;
    await using webhook = start();
    webhook.send({ n: 1 });

    await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThan(1), 3_000);

    expect(webhook.status()).toMatchObject({ waiting: 1, lastError: 'no answer within 0.2 s' });
  });

  test('says that nobody listens there, without the address', async () => {
    const [port] = await freePorts(1);
    await using webhook = start({ url: new URL(`http://127.0.0.1:${port}/very-secret-path`) });
    webhook.send({ n: 1 });

    await vi.waitFor(() => expect(webhook.status().lastError).toBe('ECONNREFUSED'));
  });

  test('does not follow a redirect with what it has to say', async () => {
    await using other = await Receiver.start();
    receiver.answers = 307;
    receiver.headers = { location: other.url('/').href };
    await using webhook = start();
    webhook.send({ n: 1 });

    await vi.waitFor(() => expect(webhook.status().lastError).toBe('it answers 307'));

    expect(other.received).toEqual([]);
  });

  test('sends a user and password of the address as Basic', async () => {
    await using webhook = start({ url: receiver.url('/', 'nvr:p%40ss@') });
    webhook.send({ n: 1 });

    await vi.waitFor(() => expect(receiver.received[0]?.headers.authorization).toBe(`Basic ${btoa('nvr:p@ss')}`));
  });

  test('keeps a bounded number, the newest and the one on its way', async () => {
    receiver.answers = null;
    await using webhook = start();

    for (let n = 1; n <= 500; n++) webhook.send({ n });

    expect(webhook.status().waiting).toBe(200);
  });

  test('ends at once while the receiver hangs', async () => {
    receiver.answers = null;
    const webhook = start({ timeoutMs: 60_000 });
    webhook.send({ n: 1 });
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
    const begun = performance.now();

    await webhook[Symbol.asyncDispose]();

    expect(performance.now() - begun).toBeLessThan(500);
  });

  test('without an address takes nothing', async () => {
    await using webhook = start({ url: null });

    webhook.send({ n: 1 });

    expect(webhook.status()).toEqual({ isConfigured: false, waiting: 0, lastSentAt: null, lastError: null });
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

test.skipIf(!hasOpenssl)('a certificate nobody vouches for is refused (needs openssl)', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'health-certificate-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=127.0.0.1', '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  await using secure = await Receiver.start({ key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') });
  rmSync(folder, { recursive: true });
  await using webhook = start({ url: secure.url('/hook') });

  webhook.send({ n: 1 });

  await vi.waitFor(() => expect(webhook.status().lastError).toBe('DEPTH_ZERO_SELF_SIGNED_CERT'), 3_000);
  expect(secure.received).toEqual([]);
});

describe('a heartbeat', () => {
  test('beats while all is well, by GET', async () => {
    let isWell = false;
    const url = receiver.url('/ping/x');
    await using heartbeat = Heartbeat.start({ url, isWell: () => isWell, clock: systemClock, log: silentLog(), everyMs: 10 });
    await systemClock.sleep(100);
    const before = receiver.received.length;

    isWell = true;

    await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThan(2));
    expect([before, receiver.received[0]?.method, receiver.received[0]?.path]).toEqual([0, 'GET', '/ping/x']);
    expect(heartbeat.status().lastError).toBeNull();
  });

  test('goes on after one that hangs', async () => {
    receiver.answers = null;
    const options = { isWell: () => true, clock: systemClock, log: silentLog(), everyMs: 10, timeoutMs: 100 };
    await using heartbeat = Heartbeat.start({ url: receiver.url('/'), ...options });
    await vi.waitFor(() => expect(heartbeat.status().lastError).toBe('no answer within 0.1 s'), 3_000);

    receiver.answers = 200;

    await vi.waitFor(() => expect(heartbeat.status()).toMatchObject({ lastError: null, lastSentAt: expect.any(String) }), 3_000);
  });
});
