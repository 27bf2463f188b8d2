import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Diary } from './diary.ts';
import type { FrameFindings } from './frames.ts';
import { type Invariant, percentile } from './invariant.ts';
import type { SoakOptions } from './options.ts';

/** Details of one invariant that are printed; the JSON has all. */
const SHOWN = 12;

/** How a soak went. */
export interface Outcome {
  readonly options: SoakOptions;
  readonly startedAt: string;
  readonly tookSeconds: number;
  readonly diary: Diary;
  readonly frames: FrameFindings;
  readonly invariants: readonly Invariant[];
}

/** One line that says it all. */
export function summaryOf({ options, diary, invariants, tookSeconds }: Outcome): string {
  const broken = invariants.filter((invariant) => invariant.broken.length > 0);
  const actions = [...diary.tallies.values()].reduce((sum, { times }) => sum + times, 0);
  const verdict =
    broken.length === 0 ? `all ${invariants.length} invariants held` : `${broken.length} of ${invariants.length} invariants BROKEN`;
  const { seed, cameras } = options;
  return `soak: seed ${seed}, ${cameras} cameras, ${(tookSeconds / 60).toFixed(1)} min, ${diary.faults.length} faults, ${actions} client actions: ${verdict}`;
}

/** Writes `report.json` and `report.md` into the folder of the options. */
export function writeReport(outcome: Outcome): void {
  const { report } = outcome.options;
  mkdirSync(report, { recursive: true });
  writeFileSync(path.join(report, 'report.json'), `${JSON.stringify(asJson(outcome), null, 2)}\n`);
  writeFileSync(path.join(report, 'report.md'), `${asMarkdown(outcome)}\n`);
}

function asJson(outcome: Outcome): unknown {
  const { options, diary, frames, invariants, startedAt, tookSeconds } = outcome;
  return {
    summary: summaryOf(outcome),
    options: { ...options, names: [...options.names] },
    machine: machine(),
    ...{ startedAt, tookSeconds, invariants },
    faults: diary.faults,
    skipped: diary.skipped,
    clients: Object.fromEntries(diary.tallies),
    ...{ gaps: frames.blocks, returns: frames.returns },
  };
}

function machine(): Record<string, unknown> {
  return { cores: os.availableParallelism(), memoryBytes: os.totalmem(), load: os.loadavg(), node: process.version, kernel: os.release() };
}

function asMarkdown(outcome: Outcome): string {
  const { options, diary, invariants, startedAt } = outcome;
  return [
    `# Soak of ${startedAt}, seed ${options.seed}`,
    summaryOf(outcome),
    `${os.availableParallelism()} cores, load ${os.loadavg()[0]?.toFixed(1)}, ${process.version}; again with \`${commandOf(options)}\`.`,
    '## Invariants',
    table(
      ['', 'invariant', 'found'],
      invariants.map(({ name, found, broken }) => [broken.length > 0 ? '**broken**' : 'held', name, found]),
    ),
    ...invariants.filter(({ broken }) => broken.length > 0).flatMap(details),
    '## Faults',
    table(['fault', 'times', 'returns', 'median', 'worst'], faultRows(outcome)),
    ...(diary.skipped.length > 0 ? ['Skipped:', diary.skipped.map(({ name, why }) => `- ${name}: ${why}`).join('\n')] : []),
    '## Clients',
    table(
      ['client', 'times', 'answers'],
      [...diary.tallies].sort(([a], [b]) => a.localeCompare(b)).map(([name, { times, answers }]) => [name, `${times}`, answersOf(answers)]),
    ),
  ].join('\n\n');
}

function commandOf({ seed, minutes, cameras, without }: SoakOptions): string {
  const less = without.length > 0 ? ` --without ${without.join(',')}` : '';
  return `npm run soak -- --seed ${seed} --minutes ${minutes} --cameras ${cameras}${less}`;
}

function details({ name, broken }: Invariant): string[] {
  const more = broken.length > SHOWN ? [`- … and ${broken.length - SHOWN} more`] : [];
  return [`### Broken: ${name}`, [...broken.slice(0, SHOWN).map((text) => `- ${text.replaceAll('\n', '\n  ')}`), ...more].join('\n')];
}

function faultRows({ diary, frames }: Outcome): string[][] {
  const names = [...new Set(diary.faults.map(({ name }) => name))].sort();
  return names.map((name) => {
    const times = frames.returns.filter(({ fault, isShared }) => fault === name && !isShared).map(({ backAfterMs }) => backAfterMs);
    const seconds = (share: number): string => (times.length === 0 ? '–' : `${(percentile(times, share) / 1000).toFixed(1)} s`);
    return [name, `${diary.faults.filter((fault) => fault.name === name).length}`, `${times.length}`, seconds(0.5), seconds(1)];
  });
}

function answersOf(answers: Readonly<Record<string, number>>): string {
  return Object.entries(answers)
    .map(([answer, count]) => `${answer} × ${count}`)
    .join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
