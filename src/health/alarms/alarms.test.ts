import { beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { eventText } from '../../catalogue/catalogue.ts';
import { silentLog } from '../../lib/log.ts';
import { Alarms, type AlarmsOptions, type Condition } from './alarms.ts';

const LOST: Condition = { kind: 'camera_not_recorded', channel: 3, reason: 'timeout', hasRecorded: true, holdMs: 30_000 };

let clock: FakeClock;
let wrong: Condition[];
let sent: string[];
let events: string[];
let meta: Map<string, string>;
beforeEach(() => {
  clock = new FakeClock();
  wrong = [];
  sent = [];
  events = [];
  meta = new Map();
});

function open(more: Partial<AlarmsOptions> = {}): Promise<Alarms> {
  return Alarms.open({
    conditions: async () => wrong,
    meta: async (key) => meta.get(key) ?? null,
    setMeta: async (key, value) => void meta.set(key, value),
    addEvent: async (event) => void events.push(`${event.kind} ${event.channel}: ${eventText(event)}`),
    send: ({ event, text, alarm }) => void sent.push(`${event} ${alarm.id}: ${text}`),
    onChange: () => undefined,
    clock,
    log: silentLog(),
    ...more,
  });
}

async function pass(alarms: Alarms, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 5) {
    await alarms.look();
    await clock.advance(5_000);
  }
}

describe('trouble', () => {
  test('becomes an alarm when it lasts, is told once, and cleared when it has been gone for a while', async () => {
    const alarms = await open();
    wrong = [LOST];
    await pass(alarms, 30);
    const early = alarms.active().length;

    await pass(alarms, 120);
    const active = alarms.active();
    wrong = [];
    await pass(alarms, 10);
    const stillThere = alarms.active().length;
    await pass(alarms, 10);

    expect([early, stillThere, alarms.active()]).toEqual([0, 1, []]);
    expect(active).toEqual([
      {
        ...{
          id: 'camera_not_recorded:3',
          kind: 'camera_not_recorded',
          channel: 3,
          reason: 'timeout',
          text: 'Camera 3 is not being recorded',
        },
        ...{ since: '2026-11-22T09:00:00.000Z', raisedAt: '2026-11-22T09:00:30.000Z' },
      },
    ]);
    expect(sent).toEqual([
      'alarm_raised camera_not_recorded:3: Mini-NVR: Camera 3 is not being recorded',
      'alarm_cleared camera_not_recorded:3: Mini-NVR: Camera 3 is being recorded again',
    ]);
    expect(events).toEqual(['alarm_raised 3: Camera 3 is not being recorded', 'alarm_cleared 3: Camera 3 is being recorded again']);
  });

  test('that passes by itself is no alarm, and one that blinks goes on', async () => {
    const alarms = await open();
    wrong = [LOST];
    await pass(alarms, 25);
    wrong = [];
    await pass(alarms, 5);
    wrong = [LOST];
    await pass(alarms, 35);
    for (let blink = 0; blink < 5; blink++) {
      wrong = [];
      await pass(alarms, 5);
      wrong = [LOST];
      await pass(alarms, 5);
    }

    expect(sent).toHaveLength(1);
  });

  test('that lasts over a restart is not told twice, and what ended meanwhile is cleared', async () => {
    const low: Condition = { ...LOST, kind: 'disk_low', channel: null };
    const before = await open();
    wrong = [LOST, low];
    await pass(before, 40);

    wrong = [LOST];
    const after = await open();
    const taken = after.active().length;
    await pass(after, 40);

    expect([taken, after.active().map(({ id }) => id)]).toEqual([2, ['camera_not_recorded:3']]);
    expect(sent.slice(2)).toEqual(['alarm_cleared disk_low: Mini-NVR: The recording disk has room again']);
  });

  test('is told outside although the database takes nothing', async () => {
    const broken = (): Promise<never> => Promise.reject(new Error('disk full'));
    const alarms = await open({ setMeta: broken, addEvent: broken });
    wrong = [LOST];

    await pass(alarms, 40);

    expect(sent).toHaveLength(1);
  });
});

describe('being well', () => {
  test('takes a look, and no alarm', async () => {
    const alarms = await open();
    const unseen = alarms.isWell;
    await pass(alarms, 5);
    const well = alarms.isWell;
    wrong = [LOST];
    await pass(alarms, 40);

    expect([unseen, well, alarms.isWell]).toEqual([false, true, false]);
  });

  test('is not claimed while nobody can look', async () => {
    const alarms = await open({ conditions: () => Promise.reject(new Error('locked')) });

    await alarms.look();

    expect(alarms.isWell).toBe(false);
  });
});

test('what another version remembered is passed over', async () => {
  meta.set('active-alarms', '[{"nonsense":1}]');

  expect((await open()).active()).toEqual([]);
});

describe('a test alarm', () => {
  test('goes every way, is no trouble, and ends by itself', async () => {
    const alarms = await open();
    await alarms.look();

    await alarms.test();
    const isWell = alarms.isWell;
    const again = alarms.test().catch((error: unknown) => error);
    await pass(alarms, 30);

    expect(isWell).toBe(true);
    expect(await again).toMatchObject({ code: 'too-many-attempts', data: { retryAfterS: 30 } });
    expect(alarms.active()).toEqual([]);
    expect(sent.map((line) => line.split(':')[0])).toEqual(['alarm_raised test', 'alarm_cleared test']);
    expect(events).toEqual(['alarm_raised null: This is a test alarm: nothing is wrong', 'alarm_cleared null: The test alarm is over']);
    await expect(alarms.test()).resolves.toBeUndefined();
  });
});
