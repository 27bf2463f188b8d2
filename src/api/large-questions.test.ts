import { expect, test } from 'vitest';
import { ApiWorld } from '../../test/fakes/api-world.ts';

test('a user has sixteen large questions under way, others have their own, and each gives its place back', async () => {
  await using world = await ApiWorld.open();
  const [anna, bert] = [await world.signedIn(), await world.signedIn('bert', 'bert’s own password')];
  const held = Promise.withResolvers<void>();
  const events = world.catalogue.events.bind(world.catalogue);
  let asked = 0;
  world.catalogue.events = async (query) => {
    asked++;
    await held.promise;
    return await events(query);
  };

  const questions = Array.from({ length: 20 }, () => anna.get('/api/events'));
  const refused = await Promise.race(questions);
  await expect.poll(() => asked).toBe(16);
  const others = bert.get('/api/events');
  await expect.poll(() => asked).toBe(17);
  held.resolve();
  const statuses = (await Promise.all(questions)).map(({ status }) => status);

  expect([refused.status, refused.json.type, refused.headers['retry-after']]).toEqual([503, 'urn:mini-nvr:too-busy', '1']);
  expect([statuses.filter((status) => status === 200).length, statuses.filter((status) => status === 503).length]).toEqual([16, 4]);
  expect((await others).status).toBe(200);
  await expect.poll(async () => (await anna.get('/api/events')).status).toBe(200);
});
