import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { silentLog } from '../../lib/log.ts';
import { followLog } from './hub-log-elsewhere.ts';

describe('the log of a go2rtc elsewhere', () => {
  const clock = new FakeClock();
  let life: AbortController;
  let text: string;
  let cleared: number;
  let lines: string[];
  let isUp: boolean;
  let done: Promise<void>;

  beforeEach(() => {
    life = new AbortController();
    [text, cleared, lines, isUp] = ['', 0, [], true];
    const client = {
      log: async () => text,
      clearLog: async () => {
        cleared++;
        text = '';
      },
    };
    done = followLog({ client, clock, log: silentLog(), isUp: () => isUp, onLine: (line) => lines.push(line) }, life.signal);
  });
  afterEach(async () => {
    life.abort();
    await done;
  });

  test('gives each new line once, and nothing of what was there before', async () => {
    text = 'long ago\n';
    await clock.advance(1000);
    text += 'one\ntwo\nhal';
    await clock.advance(1000);
    text += 'f\n';
    await clock.advance(2000);

    expect(lines).toEqual(['one', 'two', 'half']);
  });

  test('begins anew with a go2rtc that was started again', async () => {
    text = 'of the first\n';
    await clock.advance(1000);
    text = 'of the second\n';
    await clock.advance(1000);

    expect(lines).toEqual(['of the second']);
  });

  test('is cleared before go2rtc stops keeping it', async () => {
    await clock.advance(1000);
    text = `${'x'.repeat(200_000)}\n`;
    await clock.advance(1000);
    text += 'after\n';
    await clock.advance(1000);

    expect([cleared, lines.at(-1)]).toEqual([1, 'after']);
  });

  test('is not asked for while the hub is down', async () => {
    await clock.advance(1000);
    isUp = false;
    text = 'unheard\n';
    await clock.advance(5000);

    expect(lines).toEqual([]);
  });
});
