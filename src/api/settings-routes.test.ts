import { expect, test } from 'vitest';
import type { ConfigAnswer } from '#shared/settings.ts';
import { ApiWorld } from '../../test/fakes/api-world.ts';
import { StreamUnavailable } from '../lib/errors.ts';
import type { ApiChannel } from './settings-routes.ts';

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

test('a camera with another password is asked at once, although the one before was to be left alone', async () => {
  await using world = await ApiWorld.open();
  const anna = await world.signedIn();
  world.hub.answer = () => Promise.reject(new StreamUnavailable('auth_failed', 'The camera refuses the user name or password'));
  await anna.get('/api/channel/1/snapshot.jpg');
  world.hub.answer = async () => 'picture';
  const refused = (await anna.get('/api/channel/1/snapshot.jpg')).status;

  world.api.cameraChanged(1);

  expect([refused, (await anna.get('/api/channel/1/snapshot.jpg')).status]).toEqual([503, 200]);
});
