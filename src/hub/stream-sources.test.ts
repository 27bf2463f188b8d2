import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { HubUnreachable } from '../lib/errors.ts';
import { silentLog } from '../lib/log.ts';
import { StreamSources } from './stream-sources.ts';

/** Around a go2rtc that remembers what it was told. @param readers how many it tells of, look by look */
function harness({ readers = [], isElsewhere = false }: { readers?: number[]; isElsewhere?: boolean } = {}) {
  const clock = new FakeClock();
  const wanted = new Map([
    ['cam1', 'rtsp://h/1'],
    ['cam2', 'rtsp://h/2'],
  ]);
  const told: string[] = [];
  const go2rtc = { refusal: undefined as Error | undefined };
  const tell = async (text: string): Promise<void> => {
    if (go2rtc.refusal) throw go2rtc.refusal;
    told.push(text);
  };
  const sources = new StreamSources({
    client: {
      readersOf: async () => readers.shift() ?? 0,
      setSource: (name, source) => tell(`${name} = ${source}`),
      forget: (name) => tell(`no ${name}`),
    },
    wanted: () => new Map(wanted),
    endReaders: (name) => void told.push(`readers of ${name} end`),
    rewrite: isElsewhere ? null : () => void told.push(`file: ${[...wanted.keys()].join(' ')}`),
    clock,
    log: silentLog(),
  });
  return { sources, wanted, told, clock, go2rtc };
}

describe('what go2rtc reads streams from', () => {
  test('it is told of a new stream, and the file is written for its next life', async () => {
    const { sources, wanted, told } = harness();
    wanted.set('cam3', 'rtsp://h/3');
    const before = sources.isTold('cam3');

    await sources.tell('cam3');

    expect([before, sources.isTold('cam3'), told]).toEqual([false, true, ['cam3 = rtsp://h/3', 'file: cam1 cam2 cam3']]);
  });

  test('another address is told when nobody reads the former one any more', async () => {
    const { sources, wanted, told, clock } = harness({ readers: [2, 1] });
    wanted.set('cam2', 'rtsp://h/other');
    const telling = sources.tell('cam2');
    await clock.advance(100);
    const early = told.filter((text) => text.includes('='));
    await clock.advance(100);
    await telling;

    expect([early, told.slice(-2)]).toEqual([[], ['cam2 = rtsp://h/other', 'file: cam1 cam2']]);
    expect(told.filter((text) => text === 'readers of cam2 end').length).toBe(3);
  });

  test('who never lets go is not waited for longer than 15 s', async () => {
    const { sources, wanted, told, clock } = harness({ readers: Array.from({ length: 1000 }, () => 1) });
    wanted.set('cam2', 'rtsp://h/other');
    const telling = sources.tell('cam2');
    for (let second = 0; second < 16; second++) await clock.advance(1000);
    await telling;

    expect(told).toContain('cam2 = rtsp://h/other');
  });

  test('a stream that is gone is forgotten, and only here', async () => {
    const here = harness();
    const elsewhere = harness({ isElsewhere: true }); // go2rtc would write its file, and be started anew because of it
    for (const { wanted, sources } of [here, elsewhere]) {
      wanted.delete('cam2');
      await sources.tell('cam2');
      expect(sources.isTold('cam2')).toBe(true);
    }

    expect([here.told.slice(1), elsewhere.told.slice(1)]).toEqual([['no cam2', 'file: cam1'], []]);
  });

  test('what it does not take is told again, also when it has been started anew meanwhile', async () => {
    const { sources, wanted, told, go2rtc } = harness({ isElsewhere: true });
    go2rtc.refusal = new HubUnreachable('go2rtc does not answer');
    wanted.set('cam3', 'rtsp://h/3');
    await sources.tellOrLog('cam3');
    const first = sources.isTold('cam3');
    go2rtc.refusal = undefined;

    await sources.tell('cam3');
    await sources.begun(); // with the file it was written at first

    expect([first, told]).toEqual([false, ['cam3 = rtsp://h/3', 'cam3 = rtsp://h/3']]);
  });

  test('a kind of source that needs another start is said to', async () => {
    const { sources, wanted, go2rtc } = harness();
    go2rtc.refusal = new HubUnreachable('streams: source not supported\n');
    wanted.set('cam3', 'http://h/3');

    await expect(sources.tell('cam3')).rejects.toMatchObject({
      reason: 'camera_error',
      message: expect.stringContaining('restart Mini-NVR'),
    });
  });
});
