import { globSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Conservation, checkConservation } from '../fakes/cameras.ts';
import { judgeBreaches, judgeHealthz, judgeMemory, judgeOpenFiles } from './behaviour.ts';
import { rowsOf } from './catalogue-look.ts';
import { filesIn, judgeFinished, judgeRows } from './files.ts';
import type { FinishedFile } from './finished-files.ts';
import { type FrameFindings, judgeFrames } from './frames.ts';
import type { HealthzSample } from './healthz-clock.ts';
import type { Invariant } from './invariant.ts';
import type { MemorySample } from './process-watch.ts';
import type { LivingProcess } from './processes.ts';
import type { Stage } from './stage.ts';

/** What was seen of the product while things happened to it. */
export interface Seen {
  readonly samples: readonly HealthzSample[];
  /** Of a server that does nothing else. */
  readonly bareSamples: readonly HealthzSample[];
  readonly memory: readonly MemorySample[];
  readonly filesBefore: Readonly<Record<string, number>>;
  readonly filesAfter: Readonly<Record<string, number>>;
}

/** What a soak leaves to be judged. */
export interface Evidence extends Stage, Seen {
  readonly end: { readonly code: number | null; readonly tookMs: number; readonly left: readonly LivingProcess[] };
  /** When the product was asked to end. */
  readonly endedAt: number;
}

const END_WITHIN_MS = 10_000;
/** From the last frame in a file to the moment we ended it. */
const LAST_FRAME_WITHIN_MS = 5_000;
/** Told by whoever saw it broken; here so that a report names them also when they held. */
const SEEN_ON_THE_WAY = [
  'the server stays up',
  'the owner gets in',
  'no answer is a failure of the server',
  'no process is left behind',
  'what hangs is noticed',
  'every camera is recorded in the end',
  'faults can be made and mended',
];

/** Looks at everything that is left, once the product has ended. */
export async function judge(evidence: Evidence): Promise<{ invariants: Invariant[]; frames: FrameFindings }> {
  const { world, samples, bareSamples, memory, filesBefore, filesAfter, end } = evidence;
  const { product, diary, finished } = world;
  for (const { commandLine } of end.left) diary.breach('no process is left behind', `after the end: ${commandLine.slice(0, 120)}`);
  const mayDelete = diary.faults.some(({ name }) => name === 'disk-full');
  const unchanged = await judgeFinished([...finished.files.values()], product.recordDir, mayDelete);
  const streams = await framesOf(evidence, unchanged.gone);
  const frames = judgeFrames(streams, diary.faults);
  const rows = await judgeRows(rowsOf(product.folder), product.recordDir);
  return {
    frames,
    invariants: [
      ...frames.invariants,
      recordedToTheEnd(streams, evidence),
      unchanged.invariant,
      ...rows,
      temporaryFiles(product.folder),
      judgeHealthz(samples, bareSamples, diary),
      judgeMemory(memory, world.cameraCount),
      judgeOpenFiles(filesBefore, filesAfter),
      endsWhenAsked(end),
      ...judgeBreaches(diary, SEEN_ON_THE_WAY),
    ],
  };
}

async function framesOf({ world, sendLog, logs }: Evidence, gone: readonly FinishedFile[]): Promise<Conservation[]> {
  const { recordDir } = world.product;
  const found = path.join(logs, 'found.jsonl');
  const lines = gone.flatMap(({ path: file, frames }) =>
    frames.map((stream) => JSON.stringify({ file: path.join(recordDir, file), ...stream })),
  );
  writeFileSync(found, lines.map((line) => `${line}\n`).join(''));
  const files = filesIn(recordDir)
    .recordings.filter((file) => !/^ch\d+-sub\//.test(file))
    .map((file) => path.join(recordDir, file));
  return await checkConservation(sendLog, files, found);
}

function recordedToTheEnd(streams: readonly Conservation[], { world, endedAt }: Evidence): Invariant {
  const name = 'every camera is in a file until the end';
  const ages = streams.map(({ camera, last }) => ({ camera, ageMs: endedAt - Date.parse(last?.time ?? '1970-01-01') }));
  const late = ages
    .filter(({ ageMs }) => ageMs > LAST_FRAME_WITHIN_MS)
    .map(({ camera, ageMs }) => `camera ${camera}: the last frame is ${(ageMs / 1000).toFixed(1)} s old`);
  const missing = world.cameraCount - streams.length;
  return { name, found: `${streams.length} cameras`, broken: missing > 0 ? [...late, `${missing} cameras have no frame at all`] : late };
}

function temporaryFiles(folder: string): Invariant {
  const left = globSync(['data/**/*', 'data/**/.*'], { cwd: folder })
    .filter((file) => statSync(path.join(folder, file), { throwIfNoEntry: false })?.isFile())
    .filter((file) => /(^|\/)(copies|transcodes|work)\/|\.(tmp|part|new)$|\/\.tmp/.test(file));
  return { name: 'no temporary file is left in DATA_DIR', found: `${left.length} files`, broken: left };
}

function endsWhenAsked({ code, tookMs }: Evidence['end']): Invariant {
  const isWell = code === 0 && tookMs <= END_WITHIN_MS;
  return {
    name: 'SIGTERM ends it within 10 s',
    found: `exit code ${code} after ${(tookMs / 1000).toFixed(1)} s`,
    broken: isWell ? [] : [`exit code ${code} after ${tookMs.toFixed(0)} ms`],
  };
}
