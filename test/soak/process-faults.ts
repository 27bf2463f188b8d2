import { type Fault, HUNG, type Injected, KILLED } from './fault.ts';
import { pause, until } from './pause.ts';
import { type LivingProcess, signal, stillLiving } from './processes.ts';
import type { Chance } from './seed.ts';
import type { World } from './world.ts';

/** How long we look for a conversion that could be killed. */
const CONVERSION_WITHIN_MS = 8_000;
/** The product ends a process that hangs; one that is still there after this is let go on by us. */
const HANGS_AT_MOST_MS = 25_000;

/** Kills a process at once. */
function killed(victim: LivingProcess | undefined, camera: Injected['camera']): Injected | undefined {
  const begunAt = Date.now();
  if (!victim || !signal(victim.pid, 'SIGKILL')) return undefined;
  return { camera, begunAt, endedAt: Date.now(), allowed: KILLED };
}

/** Stops a process until the product has ended it. */
async function hung(
  { diary, stopped }: World,
  victim: LivingProcess | undefined,
  camera: Injected['camera'],
): Promise<Injected | undefined> {
  const begunAt = Date.now();
  if (!victim || !signal(victim.pid, 'SIGSTOP')) return undefined;
  stopped.add(victim.pid);
  const tookMs = await until(async () => stillLiving([victim]).length === 0, HANGS_AT_MOST_MS);
  if (tookMs === undefined && !diary.wasDown(begunAt, Date.now())) {
    diary.breach('what hangs is noticed', `${victim.commandLine.slice(0, 60)} hung for ${HANGS_AT_MOST_MS / 1000} s and nobody ended it`);
  }
  signal(victim.pid, 'SIGCONT');
  // it is back so long after it began to hang, noticing included
  return { camera, begunAt, endedAt: begunAt, allowed: HUNG, detail: `ended after ${((tookMs ?? HANGS_AT_MOST_MS) / 1000).toFixed(1)} s` };
}

async function killServer({ product, diary, stopped }: World, downMs: number): Promise<Injected> {
  const begunAt = Date.now();
  const orphans = (await product.killAndRestart(downMs)).filter(({ pid }) => !stopped.has(pid));
  const endedAt = diary.downtimes.at(-1)?.to ?? Date.now();
  if (orphans.length > 0)
    diary.breach(
      'no process is left behind',
      `after SIGKILL of the server: ${orphans.map(({ commandLine }) => `${commandLine.slice(0, 40)} … ${commandLine.slice(-60)}`).join('; ')}`,
    );
  return {
    camera: 'all',
    begunAt,
    endedAt: Math.min(endedAt, Date.now()),
    allowed: KILLED,
    detail: `down for ${(downMs / 1000).toFixed(1)} s`,
  };
}

async function anyConversion({ product }: World): Promise<LivingProcess | undefined> {
  let found: LivingProcess | undefined;
  const look = async (): Promise<boolean> => {
    found = product.conversion();
    return found !== undefined;
  };
  await until(look, CONVERSION_WITHIN_MS, 20);
  return found;
}

const anyCamera = ({ cameraCount }: World, chance: Chance): number => chance.whole(1, cameraCount);

/** What is done to the product's own processes: R5, R6, R15 and R16 of the list of failures, and a machine that stands still. */
export const PROCESS_FAULTS: readonly Fault[] = [
  { name: 'hub-killed', weight: 1, hitsAll: true, inject: async ({ product }) => killed(product.hub(), 'all') },
  { name: 'hub-hangs', weight: 0.5, hitsAll: true, inject: (world) => hung(world, world.product.hub(), 'all') },
  {
    name: 'recorder-killed',
    weight: 4,
    hitsAll: false,
    inject: async (world, chance) => {
      const camera = anyCamera(world, chance);
      return killed(world.product.recorder(camera), camera);
    },
  },
  {
    name: 'recorder-hangs',
    weight: 2,
    hitsAll: false,
    inject: (world, chance) => {
      const camera = anyCamera(world, chance);
      return hung(world, world.product.recorder(camera), camera);
    },
  },
  { name: 'server-killed', weight: 1, hitsAll: true, inject: (world, chance) => killServer(world, chance.between(0, 3_000)) },
  {
    name: 'server-halts',
    weight: 1,
    hitsAll: true,
    inject: async ({ product }, chance) => {
      const begunAt = Date.now();
      await product.halt(chance.between(500, 9_000));
      return { camera: 'all', begunAt, endedAt: Date.now(), allowed: HUNG };
    },
  },
  {
    name: 'conversion-killed',
    weight: 2,
    hitsAll: false,
    inject: async (world) => {
      const victim = await anyConversion(world);
      const made = killed(victim, 'none'); // it costs no camera anything
      return made && { ...made, allowed: { beforeMs: 0, backWithinMs: 0 } };
    },
  },
  {
    name: 'server-killed-converting',
    weight: 0.5,
    hitsAll: true,
    inject: async (world, chance) => {
      if (!(await anyConversion(world))) return undefined;
      await pause(chance.between(0, 80));
      return await killServer(world, 0);
    },
  },
];
