import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { ToyIngest } from '../../test/fakes/toy-ingest.ts';
import { readIngestAddress } from '../rtmp/rtmp.ts';
import { Programme } from './programme.ts';
import { Push, type PushOptions } from './push.ts';

const KEY = 's3cret-key';
const life = new AbortController();
let ingest: ToyIngest;
let clock: FakeClock;
let programme: Programme;
let options: PushOptions;
const run = {};

beforeEach(async () => {
  ingest = await ToyIngest.start();
  clock = new FakeClock();
  programme = new Programme(clock);
  options = { programme, address: readIngestAddress(ingest.url), keyNumber: 1, streamKey: KEY, clock };
  programme.take('camera', run, { kind: 'video', timestamp: 0, body: Buffer.from([0x17, 0, 0, 0, 0, 1]) });
  film(1000);
});
afterEach(() => ingest[Symbol.asyncDispose]());

function film(at: number, isKeyframe = true, bytes = 5000): void {
  const body = Buffer.alloc(bytes, 1);
  body[0] = isKeyframe ? 0x17 : 0x27;
  programme.take('camera', run, { kind: 'video', timestamp: at, body }, true);
}

/** What is on its way through loopback arrives. */
async function arrived(): Promise<void> {
  await new Promise((done) => setTimeout(done, 30));
}

describe('a session', () => {
  test('announces the application without the key, and gives the key where it belongs', async () => {
    const push = await Push.open(options, life.signal);
    await push.close();
    await arrived();

    const [connect, ...others] = ingest.commands;
    expect(connect?.[2]).toMatchObject({ app: 'live2/two?backup=1', tcUrl: ingest.url });
    expect(JSON.stringify(connect)).not.toContain(KEY);
    expect(others.map(([name, , , value]) => `${String(name)} ${String(value)}`)).toEqual([
      `releaseStream ${KEY}`,
      `FCPublish ${KEY}`,
      'createStream undefined',
      `publish ${KEY}`,
      `FCUnpublish ${KEY}`,
      'deleteStream 1',
    ]);
  });

  test('begins with metadata, configuration and the newest keyframe, at time 0', async () => {
    const push = await Push.open(options, life.signal);
    film(1050, false);
    await arrived();
    await push.close();

    const videos = ingest.media.filter(({ type }) => type === 9);
    expect(ingest.media[0]?.type).toBe(18);
    expect(videos.map(({ timestamp, payload }) => `${timestamp} ${payload[0]} ${payload[1]}`)).toEqual(['0 23 0', '0 23 1', '50 39 1']);
  });

  test('is confirmed by the server’s word, or after 3 s without a complaint', async () => {
    const push = await Push.open(options, life.signal);
    await clock.advance(500);
    film(1050, false);
    await arrived();
    const confirmed = push.confirmed(life.signal);
    await clock.advance(1000);
    await confirmed;

    ingest.acknowledges = false;
    const quiet = await Push.open({ ...options, keyNumber: 2 }, life.signal);
    let isConfirmed = false;
    const later = quiet.confirmed(life.signal).then(() => {
      isConfirmed = true;
    });
    await arrived();
    await clock.advance(2000);
    expect(isConfirmed).toBe(false);
    await clock.advance(2000);
    await later;
    await Promise.all([push.close(), quiet.close()]);
  });

  test.each([
    ['refuses', /refuses the stream key: \*\*\* is in use/],
    ['hangs-up', /hangs up when it is given the stream key/],
  ] as const)('of a key that the server %s is an error without the key', async (manner, words) => {
    ingest.manner = manner;

    const opening = Push.open(options, life.signal);

    await expect(opening).rejects.toMatchObject({ reason: 'key_refused', message: expect.stringMatching(words) });
  });

  test('of a server that does not answer is given up after 10 s', async () => {
    ingest.manner = 'says-nothing';
    const opening = Push.open(options, life.signal).catch((error: unknown) => error);
    await arrived();
    await clock.advance(10_500);

    expect(await opening).toMatchObject({ reason: 'timeout' });
  });

  test('that the server ends says so', async () => {
    const push = await Push.open(options, life.signal);
    ingest.hangUp();

    expect(await push.ended).toMatchObject({ reason: 'closed' });
    await push.close();
  });
});

describe('a server that takes nothing any more', () => {
  test('is noticed after 10 s, and pictures are left out instead of filling the memory', async () => {
    const push = await Push.open(options, life.signal);
    await arrived();
    ingest.isFrozen = true;
    for (let second = 0; second < 16; second++) {
      for (let frame = 0; frame < 4; frame++) film(2000 + second * 1000 + frame * 250, frame === 0, 1_500_000);
      await arrived();
      await clock.advance(1000);
      if (second === 8) expect(push.isSlow).toBe(true);
    }

    expect(await push.ended).toMatchObject({ reason: 'hung' });
    expect(push.droppedFrames).toBeGreaterThan(5);
    await push.close();
  });
});
