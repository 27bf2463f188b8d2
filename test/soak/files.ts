import { execFile } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Row } from './catalogue-look.ts';
import { type FinishedFile, sha256 } from './finished-files.ts';
import { FRAMES_PER_SECOND } from './frames.ts';
import type { Invariant } from './invariant.ts';

const MOST_DIFFERENCE_MS = 100;
const PROBES_AT_ONCE = 3;
const RECORDING = /^ch\d+(-sub)?\/\d{4}-\d\d-\d\d\/\d{6}[+-]\d{4}(_\d+)?\.(mkv|mp4)$/;

interface ProbeAnswer {
  readonly streams?: readonly { readonly duration?: string; readonly tags?: { readonly DURATION?: string } }[];
}

/** Recordings below a folder, and whatever else lies there. */
export function filesIn(recordDir: string): { readonly recordings: string[]; readonly others: string[] } {
  const all = globSync(['**/*', '**/.*'], { cwd: recordDir, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(recordDir, path.join(entry.parentPath, entry.name)));
  const files = [...new Set(all)].sort();
  const recordings = files.filter((file) => RECORDING.test(file));
  const others = files.filter((file) => !RECORDING.test(file) && !file.startsWith('.nvr-') && !file.startsWith('lost+found'));
  return { recordings, others };
}

/** Catalogue and disk say the same. */
export async function judgeRows(rows: readonly Row[], recordDir: string): Promise<Invariant[]> {
  const { recordings, others } = filesIn(recordDir);
  const known = new Set(rows.map(({ path: file }) => file));
  const wrong = await inTurns(rows, PROBES_AT_ONCE, async (row) => await wrongWith(row, recordDir));
  const strangers = recordings.filter((file) => !known.has(file));
  return [
    {
      name: 'each row has its file, with its size and duration',
      found: `${rows.length} rows, ${rows.filter(({ container }) => container === 'mkv').length} of them not converted, ${rows.filter(({ isUnreadable }) => isUnreadable).length} unreadable`,
      broken: wrong.filter((text) => text !== undefined),
    },
    {
      name: 'each file has a row',
      found: `${recordings.length} recordings`,
      broken: strangers.map((file) => `${file} is unknown to the catalogue`),
    },
    { name: 'no temporary file is left in RECORD_DIR', found: `${others.length} files that are no recordings`, broken: others },
    overlaps(rows),
  ];
}

async function wrongWith(row: Row, recordDir: string): Promise<string | undefined> {
  const file = path.join(recordDir, row.path);
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) return `${row.path} is not there`;
  if (size !== row.sizeBytes) return `${row.path} has ${size} bytes, its row says ${row.sizeBytes}`;
  if (row.isUnreadable) return undefined;
  const length = (await lengthOf(file)) ?? (await lengthOfPackets(file)); // nobody closed it
  const differs = !(Math.abs(length - row.durationMs) <= MOST_DIFFERENCE_MS);
  return differs ? `${row.path} plays ${length} ms, its row says ${row.durationMs}` : undefined;
}

/** Of the pictures, as the file says. */
async function lengthOf(file: string): Promise<number | undefined> {
  const entries = 'stream=duration:stream_tags=DURATION';
  const args = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', entries, '-of', 'json', file];
  const { stdout } = await promisify(execFile)('ffprobe', args).catch(() => ({ stdout: '{}' }));
  const { streams } = JSON.parse(stdout) as ProbeAnswer;
  const tag = /^(\d+):(\d+):([\d.]+)/.exec(streams?.[0]?.tags?.DURATION ?? '');
  const tagged = tag ? Number(tag[1]) * 3_600 + Number(tag[2]) * 60 + Number(tag[3]) : undefined;
  const seconds = streams?.[0]?.duration ?? tagged;
  return seconds === undefined ? undefined : Math.round(Number(seconds) * 1000);
}

async function lengthOfPackets(file: string): Promise<number> {
  const args = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', file];
  const { stdout } = await promisify(execFile)('ffprobe', args, { maxBuffer: 2 ** 24 }).catch(() => ({ stdout: '' }));
  const times = stdout
    .split(/[\n,]+/)
    .filter((text) => text !== '')
    .map(Number);
  return times.length === 0 ? Number.NaN : Math.round((Math.max(...times) - Math.min(...times)) * 1000 + 1000 / FRAMES_PER_SECOND);
}

function overlaps(rows: readonly Row[]): Invariant {
  const broken = rows.flatMap((row, at) => {
    const before = rows[at - 1];
    if (!before || before.channel !== row.channel || row.startedAt >= before.endedAt) return [];
    return [`${row.path} begins ${before.endedAt - row.startedAt} ms before ${before.path} ends`];
  });
  return { name: 'no two recordings of a camera overlap', found: `${broken.length} overlaps`, broken };
}

/** What was finished once stays as it is; only a disk that was filled on purpose may have cost the oldest. */
export async function judgeFinished(
  finished: readonly FinishedFile[],
  recordDir: string,
  mayDelete: boolean,
): Promise<{ invariant: Invariant; gone: FinishedFile[] }> {
  const gone: FinishedFile[] = [];
  const broken: string[] = [];
  for (const file of finished) {
    const bytes = await readFile(path.join(recordDir, file.path)).catch(() => undefined);
    if (!bytes) gone.push(file);
    else if (sha256(bytes) !== file.sha256) broken.push(`${file.path} was changed after it was finished`);
  }
  if (!mayDelete) broken.push(...gone.map(({ path: file }) => `${file} was deleted although the disk was never full`));
  const found = `${finished.length} files, ${gone.length} of them deleted on a full disk`;
  return { invariant: { name: 'finished files never change', found, broken }, gone };
}

async function inTurns<T, R>(list: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = [...list.entries()];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await work(next[1]);
    }),
  );
  return results;
}
