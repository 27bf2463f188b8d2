import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Cameras } from '../fakes/cameras.ts';
import { cameraEnv } from '../fakes/nvr.ts';
import { ClockShift } from './clock-shift.ts';
import type { Diary } from './diary.ts';
import { MIN_FREE_BYTES } from './disk-faults.ts';
import { FinishedFiles } from './finished-files.ts';
import type { SoakOptions } from './options.ts';
import { until } from './pause.ts';
import { Product } from './product.ts';
import { RecordingDisk } from './recording-disk.ts';
import type { World } from './world.ts';

/** Ten minutes of eight cameras, twice while they are converted; it takes no more than is written. */
const DISK_MB = 6_000;
const RECORDED_WITHIN_MS = 60_000;
const KINDS = ['h264-aac', 'h264-silent', 'h264-pcma'];

/** What a soak is set up of, and what it takes down in the end. */
export interface Stage {
  readonly world: World;
  /** What the cameras sent. */
  readonly sendLog: string;
  /** A folder that is not the product's. */
  readonly logs: string;
}

/** Cameras, a disk where that is allowed, and the product, which records every camera. */
export async function setUp(asked: SoakOptions, diary: Diary, ends: AsyncDisposableStack): Promise<Stage> {
  const folder = temporaryFolder('soak-', ends);
  const logs = temporaryFolder('soak-sent-', ends); // apart, so that who names the other folder is the product's
  const sendLog = path.join(logs, 'sent.jsonl');
  const disk = RecordingDisk.make(DISK_MB);
  if (disk) ends.use(disk);
  const cameras = ends.use(await Cameras.start({ cameras: kindsOf(asked.cameras), sendLog }));
  const clock = (asked.names.has('clock-step') ? ClockShift.inFolder(folder) : undefined) ?? ClockShift.fixed();
  const settings = { SEGMENT_DURATION: '10', MIN_FREE_GB: `${MIN_FREE_BYTES / 1e9}` };
  const env = { ...cameraEnv(asked.cameras, (camera) => cameras.url(camera)), ...settings };
  const recordDir = path.join(disk?.root ?? folder, 'recordings');
  const product = ends.use(await Product.start({ folder, recordDir, env, clock, diary }));
  const recordedMs = await until(() => product.allRecord(), RECORDED_WITHIN_MS, 1_000);
  if (recordedMs === undefined) throw new Error('the cameras are not recorded to begin with');
  const finished = FinishedFiles.start({ folder, recordDir });
  return { sendLog, logs, world: { product, cameras, cameraCount: asked.cameras, clock, disk, finished, diary, stopped: new Set() } };
}

function temporaryFolder(name: string, ends: AsyncDisposableStack): string {
  const folder = mkdtempSync(path.join(tmpdir(), name));
  ends.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

function kindsOf(count: number): string {
  return Array.from({ length: count }, (_, index) => `${index + 1}:${KINDS[index % KINDS.length]}`).join(',');
}
