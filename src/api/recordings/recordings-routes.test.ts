import { describe, expect, test } from 'vitest';
import type { ChannelLive } from '#shared/live.ts';
import type { ConfigAnswer } from '#shared/settings.ts';
import { ApiWorld, calmState } from '../../../test/fakes/api-world.ts';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import type { ApiChannel } from '../status/settings-routes.ts';
import { fileNameForPeople, recordingEntry, sizeForPeople } from './recording-entry.ts';

describe('a day’s recordings', () => {
  test('are listed in time order, the running one last and growing', async () => {
    const clock = new FakeClock(Date.parse('2026-11-22T10:32:05+01:00'));
    await using world = await ApiWorld.open({ clock });
    const anna = await world.signedIn();
    await world.addSegment('ch1/2026-11-22/101500+0100.mp4', 'x'.repeat(290_100), { durationMs: 600_020, isProtected: true });
    await world.writeFile('ch1/2026-11-22/102500+0100.mkv', 'growing');
    world.catalogue.states = [
      { ...calmState(1), runningPath: 'ch1/2026-11-22/102500+0100.mkv', runningStartedAt: Date.parse('2026-11-22T10:25:00.5+01:00') },
    ];

    const { status, json } = await anna.get('/api/channel/1/recordings?date=2026-11-22');

    expect(status).toBe(200);
    expect(json.recordings).toEqual([
      {
        name: 'ch1/2026-11-22/101500+0100.mp4',
        startTime: '10:15:00',
        datetime: '2026-11-22T10:15:00+01:00',
        size: '290.1 kB',
        sizeBytes: 290_100,
        duration: 600.02,
        live: false,
        protected: true,
        problem: null,
        unplayable: null,
        misdated: null,
      },
      expect.objectContaining({ name: 'ch1/2026-11-22/102500+0100.mkv', startTime: '10:25:00', sizeBytes: 7, duration: 424.5, live: true }),
    ]);
  });

  test('are refused for channels and dates that do not exist', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    const wrong = [
      '/api/channel/0/recordings?date=2026-11-22',
      '/api/channel/3/recordings?date=2026-11-22',
      '/api/channel/-1/recordings?date=2026-11-22',
      '/api/channel/1.5/recordings?date=2026-11-22',
      '/api/channel/one/recordings?date=2026-11-22',
      '/api/channel/99999999999999999999/recordings?date=2026-11-22',
      '/api/channel/1/recordings',
      '/api/channel/1/recordings?date=',
      '/api/channel/1/recordings?date=2026-02-30',
      '/api/channel/1/recordings?date=2026-13-01',
      '/api/channel/1/recordings?date=22.11.2026',
      '/api/channel/1/recordings?date=2026-11-22&date=2026-11-23',
      '/api/channel/1/recordings?date=../..',
      '/api/dates?channel=3',
      '/api/dates?channel=x',
    ];

    for (const path of wrong) expect((await anna.get(path)).status, path).toBe(400);
  });

  test('make a date, newest first, which the running segment begins', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    await world.addSegment('ch1/2026-11-20/101500+0100.mp4');
    await world.addSegment('ch2/2026-11-21/101500+0100.mp4');
    world.catalogue.states = [calmState(1), { ...calmState(2), runningPath: 'ch2/2026-11-22/000000+0100.mkv' }];

    expect((await anna.get('/api/dates')).json).toEqual({ dates: ['2026-11-22', '2026-11-21', '2026-11-20'], misdated: [] });
    expect((await anna.get('/api/dates?channel=')).json).toEqual({ dates: ['2026-11-22', '2026-11-21', '2026-11-20'], misdated: [] });
    expect((await anna.get('/api/dates?channel=1')).json).toEqual({ dates: ['2026-11-20'], misdated: [] });
    expect((await anna.get('/api/dates?channel=2')).json).toEqual({ dates: ['2026-11-22', '2026-11-21'], misdated: [] });
  });

  test('of the doubled hour are told by the offset in the name, those of older folders by the zone', () => {
    const entry = (path: string, iso: string) =>
      recordingEntry(
        {
          path,
          startedAt: Date.parse(iso),
          durationMs: 1,
          sizeBytes: 1,
          problem: null,
          isProtected: false,
          unplayable: null,
          misdated: null,
        },
        'Europe/Berlin',
      );

    expect(entry('ch1/2026-10-25/023000+0200.mp4', '2026-10-25T02:30:00+02:00').datetime).toBe('2026-10-25T02:30:00+02:00');
    expect(entry('ch1/2026-10-25/023000+0100_2.mp4', '2026-10-25T02:30:00+01:00').datetime).toBe('2026-10-25T02:30:00+01:00');
    expect(entry('ch1/2026-07-01/120000.mp4', '2026-07-01T12:00:00+02:00').datetime).toBe('2026-07-01T12:00:00+02:00');
    expect(entry('ch1/2026-07-01/120000-0330.mp4', '2026-07-01T12:00:00-03:30').datetime).toBe('2026-07-01T12:00:00-03:30');
  });

  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_500, '1.5 kB'],
    [290_100_000, '290.1 MB'],
    [1_234_000_000, '1.2 GB'],
  ])('of %d bytes are %s large', (bytes, text) => {
    expect(sizeForPeople(bytes)).toBe(text);
  });

  test('have names for people that any file system takes', () => {
    const at = Date.parse('2026-11-22T10:15:00+01:00');

    expect(fileNameForPeople('Front door', 'ch1/2026-11-22/101500+0100.mp4', at, 'UTC')).toBe('Front door 2026-11-22 10-15-00.mp4');
    expect(fileNameForPeople('a/b\\c:"d"\n', 'ch1/2026-11-22/101500+0100.mkv', at, 'UTC')).toBe('a-b-c--d-- 2026-11-22 10-15-00.mkv');
    expect(fileNameForPeople(' ', 'ch1/2026-11-22/091500.mp4', at, 'UTC')).toBe('Camera 2026-11-22 09-15-00.mp4');
  });

  test('of two recordings of the hour that comes twice have two names', () => {
    const names = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'].map((iso) =>
      fileNameForPeople('Door', 'ch1.mp4', Date.parse(iso), 'Europe/Berlin'),
    );

    expect(names).toEqual(['Door 2026-10-25 02-30-00+0200.mp4', 'Door 2026-10-25 02-30-00+0100.mp4']);
  });
});

describe('/api/live', () => {
  test('tells LIVE, REC and OFF with their file', async () => {
    await using world = await ApiWorld.open({
      settings: { channels: () => [1, 2, 3, 4, 5].map((channel) => ({ channel, name: `${channel}`, record: true, hasSub: false })) },
    });
    const anna = await world.signedIn();
    const newestPath = 'ch1/2026-11-22/101500+0100.mp4';
    const running = { runningPath: 'ch1/2026-11-22/102500+0100.mkv', runningStartedAt: 1 };
    world.catalogue.states = [
      { ...calmState(1), ...running, newestPath },
      { ...calmState(2), phase: 'waiting', reason: 'unreachable', detail: 'no way to rtsp://a:secret@10.0.0.1/', since: 0, newestPath },
      { ...calmState(3), phase: 'waiting', newestPath: null },
      { ...calmState(4), phase: 'off', ...running, newestPath },
    ];

    const { channels } = (await anna.get('/api/live')).json;

    const brief = Object.entries(channels).map(([channel, live]) => [channel, (live as ChannelLive).status, (live as ChannelLive).file]);
    expect(brief).toEqual([
      ['1', 'LIVE', running.runningPath],
      ['2', 'REC', newestPath],
      ['3', 'OFF', null],
      ['4', 'OFF', null],
      ['5', 'OFF', null],
    ]);
    expect(channels[2]).toMatchObject({
      reason: 'unreachable',
      detail: 'no way to rtsp://a:***@10.0.0.1/',
      since: '1970-01-01T00:00:00.000Z',
    });
  });
});

describe('the timeline', () => {
  test('is asked in any offset, also with an unencoded plus, for all channels or some', async () => {
    const clock = new FakeClock(Date.parse('2026-11-22T10:02:00Z'));
    await using world = await ApiWorld.open({ clock });
    const anna = await world.signedIn();

    const { status, json } = await anna.get('/api/timeline?from=2026-11-22T11:00:00+01:00&to=2026-11-22T11:10:00%2B01:00');
    await anna.get('/api/timeline?from=2026-11-22T10:00:00Z&to=2026-11-22T10:10:00Z&channel=2');
    await anna.get('/api/timeline?from=2026-11-22T10:00:00Z&to=2026-11-22T10:10:00Z&channel=2&channel=1&channel=2');

    expect(status).toBe(200);
    expect(json).toMatchObject({ from: '2026-11-22T10:00:00.000Z', to: '2026-11-22T10:10:00.000Z' });
    expect(json.channels[0]).toEqual({
      channel: 1,
      recordings: [{ from: '2026-11-22T10:00:00.000Z', to: '2026-11-22T10:01:00.000Z', live: false }],
      gaps: [{ from: '2026-11-22T10:01:00.000Z', to: '2026-11-22T10:10:00.000Z', reason: 'camera_offline' }],
      unreadable: [{ from: '2026-11-22T10:00:10.000Z', to: '2026-11-22T10:00:20.000Z' }],
      events: [
        {
          ...{ id: 7, at: '2026-11-22T10:01:30.000Z', kind: 'camera_lost', channel: 1, data: {} },
          text: 'Camera 1 is lost: rtsp://a:***@10.0.0.1/ does not answer',
        },
      ],
      coverage: 8.33,
    });
    expect(world.catalogue.asked.map((asked) => (asked as { channels: number[] }).channels)).toEqual([[1, 2], [2], [2, 1]]);
  });

  test('is refused for spans that are none, or too long', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    const wrong = [
      '',
      '?from=2026-11-22T10:00:00Z',
      '?from=2026-11-22&to=2026-11-23',
      '?from=2026-11-22T10:00:00Z&to=2026-11-22T10:00:00Z',
      '?from=2026-11-22T10:00:00Z&to=2027-11-22T10:00:00Z',
      '?from=2026-11-22T10:00:00Z&to=2026-11-22T11:00:00Z&channel=9',
      '?from=yesterday&to=today',
    ];

    for (const query of wrong) expect((await anna.get(`/api/timeline${query}`)).status, query).toBe(400);
  });
});

describe('protections', () => {
  test('are added, listed and ended, each told once', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    const span = { channel: 2, from: '2026-11-22T11:00:00+01:00', to: '2026-11-22T10:30:00Z', note: 'burglary' };

    const made = await anna.change('POST', '/api/protections', span);

    expect(made.status).toBe(201);
    expect((await anna.get('/api/protections')).json.protections).toEqual([
      {
        id: made.json.id,
        channel: 2,
        from: '2026-11-22T10:00:00.000Z',
        to: '2026-11-22T10:30:00.000Z',
        note: 'burglary',
        by: 'anna',
        mayChange: true,
        sizeBytes: null,
      },
    ]);
    expect((await anna.change('DELETE', `/api/protections/${made.json.id}`)).status).toBe(200);
    expect((await anna.change('DELETE', `/api/protections/${made.json.id}`)).status).toBe(404);
    expect((await anna.change('POST', '/api/protections', { ...span, to: span.from })).status).toBe(400);
    expect((await anna.change('POST', '/api/protections', { ...span, channel: 3 })).status).toBe(400);
    expect((await anna.change('POST', '/api/protections', { ...span, note: 'x'.repeat(201) })).status).toBe(400);
    expect(world.catalogue.kept.map(({ kind }) => kind)).toEqual(['protection_removed', 'protection_added', 'sign_in']);
  });
});

const DOOR: ApiChannel = { channel: 1, name: 'Door', record: true, hasSub: false };
const GATE: ApiChannel = { channel: 3, name: 'Gate', record: false, hasSub: true };

test('cameras that come and go at run time are there, and are not, from the next request on', async () => {
  let channels: readonly ApiChannel[] = [DOOR];
  await using world = await ApiWorld.open({ settings: { channels: () => channels } });
  const anna = await world.signedIn();
  const seen = async () => {
    const { numChannels, channels: listed } = (await anna.get('/api/config')).json as ConfigAnswer;
    const dates = await Promise.all(
      [1, 3].map(async (channel) => (await anna.get(`/api/channel/${channel}/recordings?date=2026-11-22`)).status),
    );
    return { numChannels, listed, live: Object.keys((await anna.get('/api/live')).json.channels), dates };
  };

  expect(await seen()).toEqual({ numChannels: 1, listed: [DOOR], live: ['1'], dates: [200, 400] });
  channels = [DOOR, GATE];
  expect(await seen()).toEqual({ numChannels: 3, listed: [DOOR, GATE], live: ['1', '3'], dates: [200, 200] });
  channels = [];
  expect(await seen()).toEqual({ numChannels: 0, listed: [], live: [], dates: [400, 400] });
});
