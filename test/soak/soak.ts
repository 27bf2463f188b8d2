/** Breaks things and bothers the product for minutes, all by one seed, and proves that nothing was lost: `--help` tells how. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Cameras } from '../fakes/cameras.ts';
import { cameraEnv } from '../fakes/nvr.ts';
import { rowsOf } from './catalogue-look.ts';
import { bother, CLIENTS } from './clients.ts';
import { ClockShift } from './clock-shift.ts';
import { Diary } from './diary.ts';
import { MIN_FREE_BYTES } from './disk-faults.ts';
import { breakThings, FAULTS, tellSkipped } from './faults.ts';
import { FinishedFiles } from './finished-files.ts';
import { HealthzClock } from './healthz-clock.ts';
import { judge } from './judge.ts';
import { readOptions, type SoakOptions } from './options.ts';
import { pause, until } from './pause.ts';
import { ProcessWatch } from './process-watch.ts';
import { openFiles } from './processes.ts';
import { Product } from './product.ts';
import { RecordingDisk } from './recording-disk.ts';
import { type Outcome, summaryOf, writeReport } from './report.ts';
import { Chance } from './seed.ts';
import type { World } from './world.ts';

/** Of video; also where it is a full one that is asked for. */
const DISK_MB = 6_000;
const RECORDED_WITHIN_MS = 60_000;
/** Copies for viewers, idle sockets and conversions are gone after it. */
const QUIET_MS = 40_000;
/** Of a busy machine that had other things to do; each try that was killed is made up for later. */
const CONVERTED_WITHIN_MS = 180_000;
const JUST_CLOSED_MS = 15_000;
const KINDS = ['h264-aac', 'h264-silent', 'h264-pcma'];

const options = readOptions(process.argv.slice(2));
if (options) {
  const outcome = await soak(options);
  writeReport(outcome);
  for (const { name, broken } of outcome.invariants) for (const text of broken.slice(0, 5)) say(`BROKEN ${name}: ${text}`);
  say(`report: ${path.resolve(options.report, 'report.md')}`);
  process.stdout.write(`${summaryOf(outcome)}\n`);
  process.exitCode = outcome.invariants.some(({ broken }) => broken.length > 0) ? 1 : 0;
}

function say(line: string): void {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

async function soak(asked: SoakOptions): Promise<Outcome> {
  process.stdout.write(`seed ${asked.seed}: ${asked.minutes} minutes, ${asked.cameras} cameras\n`);
  const started = new Date();
  const folder = mkdtempSync(path.join(tmpdir(), 'soak-'));
  const logs = mkdtempSync(path.join(tmpdir(), 'soak-sent-')); // apart, so that who names the other folder is the product's
  const sendLog = path.join(logs, 'sent.jsonl');
  const diary = new Diary(say);
  await using ends = new AsyncDisposableStack();
  ends.defer(() => {
    for (const each of [folder, logs]) rmSync(each, { recursive: true, force: true, maxRetries: 5 });
  });
  const disk = RecordingDisk.make(DISK_MB);
  if (disk) ends.use(disk);
  const kinds = Array.from({ length: asked.cameras }, (_, index) => `${index + 1}:${KINDS[index % KINDS.length]}`).join(',');
  const cameras = ends.use(await Cameras.start({ cameras: kinds, sendLog }));
  const clock = (asked.names.has('clock-step') ? ClockShift.inFolder(folder) : undefined) ?? ClockShift.fixed();
  const env = {
    ...cameraEnv(asked.cameras, (camera) => cameras.url(camera)),
    SEGMENT_DURATION: '10',
    MIN_FREE_GB: `${MIN_FREE_BYTES / 1e9}`,
  };
  const recordDir = disk ? path.join(disk.root, 'recordings') : path.join(folder, 'recordings');
  const product = ends.use(await Product.start({ folder, recordDir, env, clock, diary }));
  if ((await until(() => product.allRecord(), RECORDED_WITHIN_MS, 1_000)) === undefined)
    throw new Error('the cameras are not recorded to begin with');

  const finished = FinishedFiles.start({ folder, recordDir });
  const world: World = { product, cameras, cameraCount: asked.cameras, clock, disk, finished, diary, stopped: new Set() };
  const watch = ProcessWatch.start(product);
  const healthz = HealthzClock.start(product.url);
  const filesBefore = openFiles(product.pid);
  await trouble(world, asked);
  await quiet(world);
  const filesAfter = openFiles(product.pid);
  await watch.end();
  const samples = await healthz.end();
  await finished.end();
  const endedAt = Date.now();
  const end = await product.end();
  const { invariants, frames } = await judge({
    world,
    sendLog,
    logs,
    samples,
    memory: watch.samples,
    filesBefore,
    filesAfter,
    end,
    endedAt,
  });
  return {
    options: asked,
    startedAt: started.toISOString(),
    tookSeconds: (Date.now() - started.getTime()) / 1000,
    diary,
    frames,
    invariants,
  };
}

/** Faults and clients, until it is time to be quiet. */
async function trouble(world: World, { seed, minutes, names }: SoakOptions): Promise<void> {
  const faults = FAULTS.filter(({ name }) => names.has(name));
  const actions = CLIENTS.filter(({ name }) => names.has(name));
  tellSkipped(world, faults);
  const signal = AbortSignal.timeout(Math.max(5_000, minutes * 60_000 - QUIET_MS));
  const chance = new Chance(seed);
  await Promise.all([breakThings(world, faults, chance.fork('faults'), signal), bother(world, actions, chance.fork('clients'), signal)]);
}

/** All is well again, and what was begun is finished. */
async function quiet({ product, diary }: World): Promise<void> {
  say('quiet');
  const isConverted = async (): Promise<boolean> =>
    rowsOf(product.folder).every(({ container, endedAt }) => container === 'mp4' || endedAt > product.now() - JUST_CLOSED_MS);
  const [recordedMs, convertedMs] = await Promise.all([
    until(() => product.allRecord(), QUIET_MS, 1_000),
    until(isConverted, CONVERTED_WITHIN_MS, 1_000),
    pause(QUIET_MS),
  ]);
  if (recordedMs === undefined) diary.breach('every camera is recorded in the end', `not within ${QUIET_MS / 1000} s`);
  if (convertedMs === undefined) diary.breach('every recording is converted in the end', `not within ${CONVERTED_WITHIN_MS / 1000} s`);
}
