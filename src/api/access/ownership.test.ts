import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiWorld } from '../../../test/fakes/api-world.ts';
import { addRecording } from '../../../test/fakes/recorded.ts';
import type { Visitor } from '../../../test/fakes/visitor.ts';
import { Catalogue } from '../../catalogue/catalogue.ts';
import { systemClock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { Playback } from '../../playback/playback.ts';

const SPAN = { from: '2026-11-20T10:00:10Z', to: '2026-11-20T10:00:20Z' };
const log = silentLog();

let world: ApiWorld;
let anna: Visitor;
let bert: Visitor;
let playback: Playback;
beforeEach(async () => {
  let catalogue: Catalogue | undefined;
  world = await ApiWorld.open({
    catalogue: async (database) => {
      catalogue = await Catalogue.open({ database, clock: systemClock, log });
      return catalogue;
    },
    playback: async ({ recordDir: root, dataDir, database }) => {
      if (!catalogue) throw new Error('the catalogue comes first');
      await addRecording({ catalogue, root, startedAt: Date.UTC(2026, 10, 20, 10), gops: Array.from({ length: 30 }, () => 200) });
      const exports = { database, timeZone: 'UTC', onChange: () => undefined, note: () => undefined };
      playback = await Playback.open({
        questions: catalogue.questions,
        root,
        dataDir,
        ffmpeg: 'ffmpeg',
        transcodeLimit: 1,
        clock: systemClock,
        log,
        exports,
      });
      return playback;
    },
  });
  anna = await world.signedIn();
  bert = await world.signedIn('bert', 'bert’s own password');
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await playback[Symbol.asyncDispose]();
});

/** Each thing that somebody makes: how, where it is listed, and in which table. */
const THINGS = {
  export: { path: '/api/exports', table: 'exports', wish: async () => ({ channels: [1], ...SPAN }) },
  link: { path: '/api/shares', table: 'shares', wish: async () => ({ exportId: await make(anna, 'export'), hours: 1 }) },
  protection: { path: '/api/protections', table: 'protections', wish: async () => ({ channel: 1, ...SPAN }) },
} as const;
type Thing = keyof typeof THINGS;

async function make(visitor: Visitor, thing: Thing): Promise<number> {
  const { path, wish } = THINGS[thing];
  const { json } = await visitor.change('POST', path, await wish());
  return json.share?.id ?? json.id;
}

async function listed(visitor: Visitor, thing: Thing): Promise<{ id: number; mayChange: boolean }[]> {
  const { path } = THINGS[thing];
  return (await visitor.get(path)).json[path.slice('/api/'.length)];
}

describe.each(['export', 'link', 'protection'] as const)('the %s that somebody made', (thing) => {
  const { path, table } = THINGS[thing];

  test('is ended by nobody else, who is told why', async () => {
    const id = await make(anna, thing);

    const { status, json } = await bert.change('DELETE', `${path}/${id}`);

    expect([status, json.type, json.detail]).toEqual([
      403,
      'urn:mini-nvr:not-yours',
      `anna made this ${thing}: only anna may end or delete it`,
    ]);
    expect(await listed(bert, thing)).toContainEqual(expect.objectContaining({ id, mayChange: false }));
    expect(await listed(anna, thing)).toContainEqual(expect.objectContaining({ id, mayChange: true }));
    expect((await anna.change('DELETE', `${path}/${id}`)).status).toBe(200);
  });

  test('is ended by anybody signed in when its maker is no user any more', async () => {
    const id = await make(anna, thing);
    await world.database.kysely.updateTable(table).set({ created_by: 'somebody gone' }).where('id', '=', id).execute();

    expect(await listed(bert, thing)).toContainEqual(expect.objectContaining({ id, mayChange: true }));
    expect((await bert.change('DELETE', `${path}/${id}`)).status).toBe(200);
  });

  test('that does not exist is unknown, not somebody’s', async () => {
    expect((await bert.change('DELETE', `${path}/999`)).status).toBe(404);
  });
});
