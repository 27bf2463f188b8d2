import { Client, type ClientAction, Owner } from './client.ts';
import { EXPORT_CLIENTS } from './export-clients.ts';
import { LIVE_CLIENTS } from './live-clients.ts';
import { pause } from './pause.ts';
import { QUESTION_CLIENTS } from './question-clients.ts';
import type { Chance } from './seed.ts';
import { STRANGER_CLIENTS } from './stranger-clients.ts';
import type { World } from './world.ts';

/** Everything that clients do. */
export const CLIENTS: readonly ClientAction[] = [...EXPORT_CLIENTS, ...LIVE_CLIENTS, ...QUESTION_CLIENTS, ...STRANGER_CLIENTS];

const AT_ONCE = 4;
const LEAST_REST_MS = 200;
const MOST_REST_MS = 2_500;
/** One of them goes on for no longer. */
const ACTION_WITHIN_MS = 40_000;
const OWNER_LOOKS_EVERY_MS = 4_000;
const OWNER_SIGNS_IN_EVERY = 8;
const OWNER_WAITS_MS = 10_000;

/** Four clients at once, each doing one thing after the other until the signal aborts; the owner looks in meanwhile. */
export async function bother(world: World, actions: readonly ClientAction[], chance: Chance, signal: AbortSignal): Promise<void> {
  const owner = new Owner(world.product.url);
  await owner.signIn();
  const loops = Array.from({ length: AT_ONCE }, (_, index) =>
    oneAfterTheOther(world, owner, actions, chance.fork(`client ${index}`), signal),
  );
  await Promise.all([...loops, lookIn(world, owner, signal)]);
}

async function oneAfterTheOther(
  world: World,
  owner: Owner,
  actions: readonly ClientAction[],
  chance: Chance,
  signal: AbortSignal,
): Promise<void> {
  const { product, cameraCount, diary } = world;
  while (actions.length > 0 && (await pause(chance.between(LEAST_REST_MS, MOST_REST_MS), signal))) {
    const { name, act } = chance.weighted(actions);
    const limits = AbortSignal.any([signal, AbortSignal.timeout(ACTION_WITHIN_MS)]);
    const client = new Client({ product, cameraCount, diary, owner, name, chance: chance.fork(name), signal: limits });
    diary.did(name);
    await act(client).catch((error: unknown) => diary.answered(name, `failed: ${String(error).slice(0, 80)}`));
  }
}

/** Whatever others do, the owner gets in: with the session at once, and with the password from the device he signed in from before. */
async function lookIn({ diary }: World, owner: Owner, signal: AbortSignal): Promise<void> {
  const ask = async (what: string, question: () => Promise<number>): Promise<void> => {
    const begun = Date.now();
    const status = await question().catch((error: unknown) => String(error));
    if (signal.aborted || diary.wasDown(begun, Date.now())) return;
    diary.answered('owner', status);
    if (status !== 200) diary.breach('the owner gets in', `${what}: ${status} after ${Date.now() - begun} ms`);
  };
  for (let look = 1; await pause(OWNER_LOOKS_EVERY_MS, signal); look++) {
    diary.did('owner');
    if (look % OWNER_SIGNS_IN_EVERY === 0) await ask('POST /api/login', () => owner.signIn());
    await ask('GET /api/live', async () => (await owner.visitor.ask('/api/live', { signal: AbortSignal.timeout(OWNER_WAITS_MS) })).status);
  }
}
