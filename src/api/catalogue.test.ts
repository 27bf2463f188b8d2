import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ApiWorld } from '../../test/fakes/api-world.ts';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { Catalogue } from '../catalogue/catalogue.ts';
import { silentLog } from '../lib/log.ts';

const START = Date.parse('2026-11-22T10:15:00+01:00');
const SEGMENTS = [0, 1, 2].map((index) => ({
  channel: 1,
  path: `ch1/2026-11-22/${101500 + index * 1000}+0100.mp4`,
  startedAt: START + index * 600_000,
  endedAt: START + (index + 1) * 600_000,
  durationMs: 600_000,
  sizeBytes: 5,
}));

test('a morning with the real catalogue: recorded, shown, protected, deleted', async () => {
  const clock = new FakeClock(START + 35 * 60_000);
  let catalogue: Catalogue | undefined;
  await using world = await ApiWorld.open({
    clock,
    catalogue: async (database, notices) => {
      catalogue = await Catalogue.open({ database, clock, log: silentLog(), onNotice: (notice) => notices.tell(notice) });
      return catalogue;
    },
  });
  await using memory = catalogue;
  if (!memory) throw new Error('unreachable');
  const anna = await world.signedIn();
  for (const segment of SEGMENTS) {
    await memory.segmentOpened(segment);
    await world.writeFile(segment.path, 'video');
    await memory.segmentClosed(segment);
  }
  await memory.recordingState({ channel: 1, phase: 'recording', reason: null, detail: null, nextTryAt: null });
  await memory.segmentOpened({ channel: 1, path: 'ch1/2026-11-22/104500+0100.mkv', startedAt: START + 30 * 60_000 });
  await world.writeFile('ch1/2026-11-22/104500+0100.mkv', 'growing');
  const [first, second] = SEGMENTS.map((segment) => segment.path);

  expect((await anna.get('/api/dates')).json).toEqual({ dates: ['2026-11-22'], misdated: [] });
  expect((await anna.get('/api/live')).json.channels[1]).toMatchObject({ status: 'LIVE', file: 'ch1/2026-11-22/104500+0100.mkv' });
  const { recordings } = (await anna.get('/api/channel/1/recordings?date=2026-11-22')).json;
  expect(recordings.map(({ startTime, live, duration }: Record<string, unknown>) => [startTime, live, duration])).toEqual([
    ['10:15:00', false, 600],
    ['10:25:00', false, 600],
    ['10:35:00', false, 600],
    ['10:45:00', true, 300],
  ]);
  const span = { channel: 1, from: '2026-11-22T10:20:00+01:00', to: '2026-11-22T10:21:00+01:00', note: '' };
  expect((await anna.change('POST', '/api/protections', span)).status).toBe(201);
  expect((await anna.change('DELETE', `/api/recording?path=${first}`)).json.type).toBe('urn:mini-nvr:recording-protected');
  expect((await anna.change('DELETE', '/api/recording?path=ch1/2026-11-22/104500+0100.mkv')).json.type).toBe(
    'urn:mini-nvr:recording-running',
  );
  expect((await anna.change('DELETE', `/api/recording?path=${second}`)).status).toBe(200);
  await expect(stat(path.join(world.recordDir, second ?? ''))).rejects.toMatchObject({ code: 'ENOENT' });
  expect((await anna.get(`/recordings/${first}`)).text).toBe('video');
  expect((await anna.get('/recordings/ch1/2026-11-22/104500+0100.mkv')).text).toBe('growing');

  const { json } = await anna.get('/api/timeline?from=2026-11-22T10:15:00%2B01:00&to=2026-11-22T10:50:00%2B01:00&channel=1');

  expect(json.channels[0]).toMatchObject({
    recordings: [{ live: false }, { live: true, from: '2026-11-22T09:35:00.000Z' }],
    gaps: [{ from: '2026-11-22T09:25:00.000Z', to: '2026-11-22T09:35:00.000Z', reason: 'deleted' }],
    coverage: 100,
  });
  const { events } = (await anna.get('/api/events?kind=recording_deleted&kind=protection_added')).json;
  expect(events.map(({ kind }: { kind: string }) => kind)).toEqual(['recording_deleted', 'protection_added']);
  expect((await anna.get('/api/storage')).json).toMatchObject({ channels: [{ channel: 1, bytes: 10, segments: 2 }] });
});

test('what the catalogue notes, listeners hear', async () => {
  let catalogue: Catalogue | undefined;
  const clock = new FakeClock();
  await using world = await ApiWorld.open({
    catalogue: async (database, notices) =>
      (catalogue = await Catalogue.open({ database, clock, log: silentLog(), onNotice: (notice) => notices.tell(notice) })),
  });
  const anna = await world.signedIn();
  const asking = request(`${world.url}/api/events`, { agent: false, headers: { accept: 'text/event-stream', cookie: anna.cookieHeader } });
  asking.end();
  const [reply] = await once(asking, 'response');
  await once(reply, 'data');

  await catalogue?.addEvent({ kind: 'cleanup', data: { segments: 3, bytes: 1e9, channels: '1', refused: 0 } });

  expect(String((await once(reply, 'data'))[0])).toMatch(/^event: event\ndata: .*3 recordings of camera 1 deleted: 1.00 GB/);
  await catalogue?.[Symbol.asyncDispose]();
});
