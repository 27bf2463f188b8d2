/** Breaks things and bothers the product for minutes, all by one seed, and proves that nothing was lost: `--help` tells how. */
import path from 'node:path';
import { BareServer } from './bare-server.ts';
import { rowsOf } from './catalogue-look.ts';
import { bother, CLIENTS } from './clients.ts';
import { Diary } from './diary.ts';
import { breakThings, FAULTS, tellSkipped } from './faults.ts';
import { HealthzClock } from './healthz-clock.ts';
import { judge, type Seen } from './judge.ts';
import { readOptions, type SoakOptions } from './options.ts';
import { pause, until } from './pause.ts';
import { ProcessWatch } from './process-watch.ts';
import { openFiles } from './processes.ts';
import { type Outcome, summaryOf, writeReport } from './report.ts';
import { Chance } from './seed.ts';
import { setUp } from './stage.ts';
import type { World } from './world.ts';

const WRONG_USAGE = 2;
/** Copies for viewers, idle sockets and conversions are gone after it. */
const QUIET_MS = 40_000;
/** Conversions come last on a busy machine; what is still waiting then is judged as it is. */
const CONVERTED_WITHIN_MS = 120_000;
const JUST_CLOSED_MS = 15_000;

const options = optionsOrUsage();
if (options) {
  const outcome = await soak(options);
  writeReport(outcome);
  for (const { name, broken } of outcome.invariants) for (const text of broken.slice(0, 5)) say(`BROKEN ${name}: ${text}`);
  say(`report: ${path.resolve(options.report, 'report.md')}`);
  process.stdout.write(`${summaryOf(outcome)}\n`);
  process.exitCode = outcome.invariants.some(({ broken }) => broken.length > 0) ? 1 : 0;
}

function optionsOrUsage(): SoakOptions | undefined {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`soak: ${error instanceof Error ? error.message : String(error)} (--help tells more)\n`);
    process.exit(WRONG_USAGE);
  }
}

function say(line: string): void {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

async function soak(asked: SoakOptions): Promise<Outcome> {
  process.stdout.write(`seed ${asked.seed}: ${asked.minutes} minutes, ${asked.cameras} cameras\n`);
  const started = new Date();
  const diary = new Diary(say);
  await using ends = new AsyncDisposableStack();
  const stage = await setUp(asked, diary, ends);
  const seen = await watchOver(stage.world, asked, ends);
  const endedAt = Date.now();
  const end = await stage.world.product.end();
  const judged = await judge({ ...stage, ...seen, end, endedAt });
  const tookSeconds = (Date.now() - started.getTime()) / 1000;
  return { options: asked, startedAt: started.toISOString(), tookSeconds, diary, ...judged };
}

/** All that is done to the product, and what is seen of it meanwhile. */
async function watchOver(world: World, asked: SoakOptions, ends: AsyncDisposableStack): Promise<Seen> {
  const { product, finished } = world;
  const bare = ends.use(await BareServer.start());
  const [healthz, beside] = [HealthzClock.start(product.url), HealthzClock.start(bare.url)];
  const watch = ProcessWatch.start(product);
  const filesBefore = openFiles(product.pid);
  await trouble(world, asked);
  await quiet(world);
  const filesAfter = openFiles(product.pid);
  const [samples, bareSamples] = await Promise.all([healthz.end(), beside.end(), watch.end(), finished.end()]);
  return { samples, bareSamples, memory: watch.samples, filesBefore, filesAfter };
}

/** Faults and clients, until it is time to be quiet. */
async function trouble(world: World, { seed, minutes, names }: SoakOptions): Promise<void> {
  const faults = FAULTS.filter(({ name }) => names.has(name));
  const actions = CLIENTS.filter(({ name }) => names.has(name));
  tellSkipped(world, faults);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort()); // what was found until then is told
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(Math.max(5_000, minutes * 60_000 - QUIET_MS))]);
  const chance = new Chance(seed);
  await Promise.all([breakThings(world, faults, chance.fork('faults'), signal), bother(world, actions, chance.fork('clients'), signal)]);
}

/** All is well again, and what was begun is finished. */
async function quiet({ product, diary }: World): Promise<void> {
  say('quiet');
  const isConverted = async (): Promise<boolean> =>
    rowsOf(product.folder).every(
      ({ container, problem, endedAt }) => container === 'mp4' || problem !== null || endedAt > product.now() - JUST_CLOSED_MS,
    );
  const [recordedMs] = await Promise.all([
    until(() => product.allRecord(), QUIET_MS, 1_000),
    until(isConverted, CONVERTED_WITHIN_MS, 1_000),
    pause(QUIET_MS),
  ]);
  if (recordedMs === undefined) diary.breach('every camera is recorded in the end', `not within ${QUIET_MS / 1000} s`);
}
