import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { YoutubeAnswer } from '#shared/youtube.ts';
import { ApiWorld } from '../../../test/fakes/api-world.ts';
import type { Visitor } from '../../../test/fakes/visitor.ts';

let world: ApiWorld;
let anna: Visitor;

beforeAll(async () => {
  world = await ApiWorld.open({ secrets: ['canary-key'] });
  anna = await world.signedIn();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  world.streamer.asked.length = 0;
  world.streamer.figures = { ...world.streamer.figures, enabled: true };
});

test('tells how the stream does, without a key', async () => {
  world.streamer.entries = [{ id: 1, at: 0, kind: 'failed', key: 1, reason: 'closed', text: 'the server said canary-key' }];
  const { status, text } = await anna.get('/api/youtube');

  expect(status).toBe(200);
  expect(YoutubeAnswer.parse(JSON.parse(text))).toMatchObject({
    phase: 'live',
    key: 1,
    video: 'copied',
    nextRotationAt: '2026-11-22T10:00:00.000Z',
  });
  expect(text).not.toContain('canary');
});

test('start, stop and rotate are done and noted with who asked', async () => {
  for (const action of ['start', 'stop', 'rotate']) expect((await anna.change('POST', `/api/youtube/${action}`)).status).toBe(200);

  expect(world.streamer.asked).toEqual(['start', 'stop', 'rotate']);
  expect(world.catalogue.kept.slice(0, 2).map(({ kind, data }) => `${kind} ${String(data.user)}`)).toEqual([
    'streaming_stopped anna',
    'streaming_started anna',
  ]);
});

test('says how to switch it on where it is off', async () => {
  world.streamer.figures = { ...world.streamer.figures, enabled: false };

  const { status, text } = await anna.change('POST', '/api/youtube/start');

  expect([status, JSON.parse(text).type]).toEqual([409, 'urn:mini-nvr:streaming-off']);
});
