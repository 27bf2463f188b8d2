import { expect, test } from 'vitest';
import { FakeClock } from '../test/fakes/fake-clock.ts';
import type { Config } from './config/config.ts';
import type { Common } from './house/common.ts';
import { type HouseOptions, OPENERS, openHouse } from './house.ts';
import { StreamUnavailable } from './lib/errors.ts';
import { silentLog } from './lib/log.ts';
import { Redactor } from './lib/redact.ts';

const ROOMS: Readonly<Record<string, string>> = {
  openStorage: 'storage',
  startConverter: 'converter',
  openHub: 'hub',
  startRecorder: 'recorder',
  startUpkeep: 'upkeep',
  startStreamer: 'streamer',
  openPlayback: 'playback',
  openHealth: 'health',
  openApi: 'api',
};

/** A house of toys that say what is done with them. */
class ToyHouse {
  readonly told: string[] = [];
  /** What is wrong with the disk. */
  trouble: StreamUnavailable | undefined;
  common: Common | undefined;
  readonly #failing: string | undefined;

  constructor(failing?: string) {
    this.#failing = failing;
  }

  async open() {
    const openers = Object.fromEntries(
      Object.entries(ROOMS).map(([opener, room]) => [opener, (common: Common) => this.#openRoom(common, room)]),
    );
    const config = { programs: {}, channels: [], dataDir: '/nowhere', server: { port: 2126 } } as unknown as Config; // toys read nothing else
    const options: HouseOptions = {
      ...{ log: silentLog(), clock: new FakeClock(), redactor: new Redactor(), announce: () => undefined, settings: [] },
      supervisor: { notifySocket: null, watchdogMs: null, aliveFile: null },
    };
    const programs = async () => ({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' });
    const watchOwnLife = async () => ({ [Symbol.asyncDispose]: async () => void this.told.push('ownLife closes') });
    return await openHouse(config, options, { ...OPENERS, findMediaPrograms: programs, watchOwnLife, ...openers });
  }

  /** Every room at once: each hears only what it is connected to. */
  #openRoom(common: Common, room: string) {
    this.common = common;
    if (room === this.#failing) throw new Error(`the ${room} fails`);
    this.told.push(`${room} opens`);
    common.rooms.defer(() => void this.told.push(`${room} closes`));
    const did = (what: string) => (about?: unknown) => {
      this.told.push([room, what, about].filter((part) => part !== undefined).join(' '));
    };
    const toy = this;
    return {
      ...{ wake: did('wakes'), lost: did('lost'), diskChanged: (trouble?: StreamUnavailable) => did('diskChanged')(trouble?.reason) },
      ...{ removed: ({ segments }: { segments: number }) => did('removed')(segments), listen: async () => 'http://localhost:2126' },
      cleanup: { check: did('checks') },
      reconciling: { diskChanged: did('diskChanged') },
      catalogue: { note: ({ kind }: { kind: string }) => did('notes')(kind) },
      volume: {
        get trouble() {
          return toy.trouble;
        },
      },
    };
  }
}

const IN_ORDER = ['storage', 'converter', 'hub', 'recorder', 'upkeep', 'streamer', 'playback', 'health', 'api'];
const opening = (rooms: readonly string[]): string[] => rooms.map((room) => `${room} opens`);
const closing = (rooms: readonly string[]): string[] => rooms.toReversed().map((room) => `${room} closes`);

test('rooms open in order and close in reverse', async () => {
  const toys = new ToyHouse();

  const house = await toys.open();
  expect(toys.told).toEqual([...opening(IN_ORDER), 'storage notes started']);
  await house[Symbol.asyncDispose]();

  expect(house.url).toBe('http://localhost:2126');
  expect(toys.told.slice(IN_ORDER.length + 1)).toEqual(closing([...IN_ORDER, 'ownLife']));
});

test.each(IN_ORDER)('when the %s fails to open, those that are open close again', async (failing) => {
  const toys = new ToyHouse(failing);
  const before = IN_ORDER.slice(0, IN_ORDER.indexOf(failing));

  await expect(toys.open()).rejects.toThrow(`the ${failing} fails`);

  expect(toys.told).toEqual([...opening(before), ...closing(before)]);
});

test('signals reach those whom they concern', async () => {
  const toys = new ToyHouse();
  await using _ = await toys.open();
  const signals = toys.common?.signals;
  const heard = (tell: () => void): string[] => {
    const before = toys.told.length;
    tell();
    return toys.told.slice(before);
  };

  expect(heard(() => signals?.hubUp.tell())).toEqual(['recorder wakes', 'streamer wakes']);
  expect(heard(() => signals?.cameraLost.tell(3))).toEqual(['recorder lost 3', 'streamer lost 3']);
  expect(heard(() => signals?.diskChanged.tell())).toEqual(['recorder diskChanged', 'upkeep diskChanged', 'upkeep checks']);
  toys.trouble = new StreamUnavailable('storage_error', 'The disk is away');
  expect(heard(() => signals?.diskChanged.tell())[0]).toBe('recorder diskChanged storage_error');
  expect(heard(() => signals?.segmentClosed.tell())).toEqual(['upkeep checks']);
  expect(
    heard(() => signals?.cleaned.tell({ segments: 2, bytes: 9, channels: [1], causes: { age: 2, storage: 0, free: 0 }, refused: 0 })),
  ).toEqual(['health removed 2']);
});

test('a signal that does not exist does not compile', async () => {
  const toys = new ToyHouse();
  await using _ = await toys.open();

  // @ts-expect-error a misspelt name: in the bag that these signals replace it was dropped silently
  expect(toys.common?.signals.hubUpp).toBeUndefined();
});
