import { expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { silentLog } from '../lib/log.ts';
import type { StreamFacts } from './go2rtc/go2rtc-client.ts';
import { type StreamState, watchStreams } from './stream-watch.ts';

const FACTS: StreamFacts = { hasProducer: true, videoBytes: 0, videoCodec: 'H264', audioCodec: null, bytes: 0, consumers: 1, connected: 1 };

/** Looks at a stream every 5 s. @param bytesAt its video bytes so far, at a second @returns whether it was online, look by look */
async function onlineFor(seconds: number, bytesAt: (second: number) => Partial<StreamFacts>): Promise<boolean[]> {
  const clock = new FakeClock();
  const life = new AbortController();
  const states: StreamState[] = [];
  const streams = async () => new Map([['cam1', { ...FACTS, ...bytesAt(clock.monotonic() / 1000) }]]);
  const done = watchStreams(
    {
      client: { streams } as never, // one question is all it asks
      channels: () => new Map([['cam1', 1]]),
      hostOf: () => undefined,
      clock,
      log: silentLog(),
      isUp: () => true,
      onState: (state) => void states.push(state),
      onLook: () => undefined,
    },
    life.signal,
  );
  for (let second = 0; second < seconds; second += 5) await clock.advance(5000);
  life.abort();
  await done;
  return states.map(({ online }) => online);
}

const sent = (bytes: number): Partial<StreamFacts> => ({ videoBytes: bytes, bytes });

test('a camera that sends a picture each ten seconds is online all the time', async () => {
  expect(new Set(await onlineFor(90, (second) => sent(1 + Math.floor(second / 10))))).toEqual(new Set([true]));
});

test('so is one that pauses for six seconds', async () => {
  expect(new Set(await onlineFor(90, (second) => sent(second > 31 && second < 37 ? 31 : second)))).toEqual(new Set([true]));
});

test('one whose pictures stop is not, ten seconds later', async () => {
  expect((await onlineFor(60, (second) => sent(Math.min(second, 30)))).map(Number).join('')).toBe('111111100000');
});

test('one that the hub does not read any more is not, at once', async () => {
  expect((await onlineFor(30, (second) => (second > 15 ? { hasProducer: false } : sent(second)))).map(Number).join('')).toBe('111000');
});
