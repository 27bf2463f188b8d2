import { describe, expect, test } from 'vitest';
import { ApiWorld } from '../../../test/fakes/api-world.ts';

test('health and alarms are told without secrets', async () => {
  await using world = await ApiWorld.open({ secrets: ['canary-secret'] });
  world.health.detail = 'smb://nvr:canary-secret@nas fails';
  const anna = await world.signedIn();

  const [health, alarms, history] = await Promise.all([anna.get('/api/health'), anna.get('/api/alarms'), anna.get('/api/health/history')]);

  expect([health.status, alarms.status, history.status]).toEqual([200, 200, 200]);
  expect(health.json.disk.detail).toBe('smb://nvr:***@nas fails');
  expect(health.text + alarms.text).not.toContain('canary');
});

test('a test alarm is raised by a page of ours only', async () => {
  await using world = await ApiWorld.open();
  const anna = await world.signedIn();

  expect((await anna.ask('/api/alarms/test', { method: 'POST', body: {} })).status).toBe(403);
  expect((await anna.change('POST', '/api/alarms/test', {})).json.alarms).toHaveLength(1);
  expect(world.health.asked).toEqual(['test alarm']);
});

test('the history of storage is asked for by days, four years at most', async () => {
  await using world = await ApiWorld.open();
  const anna = await world.signedIn();

  await anna.get('/api/storage/history');
  await anna.get('/api/storage/history?days=365');

  expect((await anna.get('/api/storage/history?days=9999')).status).toBe(400);
  expect(world.health.asked).toEqual([{ days: 30 }, { days: 365 }]);
});

describe('the camera doctor', () => {
  test('looks at configured cameras only', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();

    expect((await anna.change('POST', '/api/channel/1/check')).json).toMatchObject({ channel: 1, verdict: 'good' });
    expect((await anna.change('POST', '/api/channel/7/check')).status).toBe(400);
  });

  test('leaves a camera alone that the recorder found to refuse the password', async () => {
    await using world = await ApiWorld.open();
    world.catalogue.states = world.catalogue.states.map((state) => ({ ...state, reason: 'auth_failed', detail: 'Refused' }));
    const anna = await world.signedIn();

    await anna.change('POST', '/api/channel/1/check');

    expect(world.health.asked).toEqual([{ channel: 1, known: { reason: 'auth_failed', detail: 'Refused' } }]);
  });

  test('keeps viewers and itself off a camera that has just refused the password', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    world.health.finding = { ...world.health.finding, code: 'password_refused', verdict: 'bad', text: 'Refused.' };

    await anna.change('POST', '/api/channel/2/check');
    await anna.change('POST', '/api/channel/2/check');

    expect(world.health.asked).toEqual([{ channel: 2 }, { channel: 2, known: { reason: 'auth_failed', detail: 'Refused.' } }]);
    expect((await anna.get('/api/channel/2/snapshot.jpg')).status).toBe(503);
  });
});

describe('/metrics', () => {
  const TOKEN = 'a-token-of-some-length';

  test('answers to this machine without a token, and to nobody who may stand behind a proxy', async () => {
    await using world = await ApiWorld.open();
    const ask = async (headers: Record<string, string>): Promise<number> => (await world.visitor().get('/metrics', headers)).status;

    const near = await world.visitor().get('/metrics');
    const others: Record<string, string>[] = [
      { host: 'nvr.local' },
      { host: '192.168.1.9' },
      { 'x-forwarded-for': '6.6.6.6' },
      { forwarded: 'for=6.6.6.6' },
      { via: '1.1 x' },
    ];

    expect([near.status, near.headers['content-type'], near.text]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
      expect.stringContaining('nvr_hub_up 1\n'),
    ]);
    expect(await Promise.all(others.map(ask))).toEqual([403, 403, 403, 403, 403]);
  });

  test('with a token wants it in the header, and nothing else', async () => {
    await using world = await ApiWorld.open({ metricsToken: TOKEN });
    const anna = await world.signedIn();
    const ask = async (path: string, authorization = ''): Promise<number> => (await anna.get(path, { authorization })).status;

    expect([
      await ask('/metrics', `Bearer ${TOKEN}`),
      await ask('/metrics'),
      await ask('/metrics', `Bearer ${TOKEN}x`),
      await ask('/metrics', TOKEN),
      await ask(`/metrics?token=${TOKEN}`),
      (await world.visitor().get('/metrics', { authorization: `Bearer ${TOKEN}`, host: '192.168.1.9' })).status,
    ]).toEqual([200, 401, 401, 401, 401, 200]);
  });

  test('counts how long answers took by route, without what lasts', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    await anna.get('/api/health');
    await anna.get('/api/health');
    await anna.get('/nowhere/at/all');

    const { text } = await anna.get('/metrics');

    expect(text).toContain('nvr_http_request_duration_seconds_count{method="GET",route="/api/health",status="2xx"} 2\n');
    expect(text).toContain('nvr_http_request_duration_seconds_bucket{method="GET",route="/api/health",status="2xx",le="+Inf"} 2\n');
    expect(text).not.toContain('nowhere');
  });
});
