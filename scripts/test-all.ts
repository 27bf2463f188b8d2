/** Runs everything there is to test, one after the other, and ends with `N passed, N failed`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

const ROOT = path.join(import.meta.dirname, '..');
const BIN = path.join(ROOT, 'node_modules/.bin');
const results = mkdtempSync(path.join(tmpdir(), 'test-results-'));

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  success: z.boolean(),
});
const PlaywrightReport = z.object({ stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }) });

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const counts: Count[] = [
  program('types of the server', 'tsc', ['-p', 'tsconfig.json']),
  program('types of the web app', 'tsc', ['-p', 'web/tsconfig.json']),
  program('types of the browser tests', 'tsc', ['-p', 'test/e2e/tsconfig.json']),
  program('form', 'biome', ['check', '--error-on-warnings']),
  program('promises and switches', 'oxlint', ['--type-aware']),
  vitest('unit'),
  vitest('live'),
  vitest('faults'),
  playwright(),
];
rmSync(results, { recursive: true });
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;

function run(title: string, name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): boolean {
  process.stdout.write(`\n── ${title} ──\n`);
  const PATH = `${BIN}${path.delimiter}${process.env.PATH ?? ''}`;
  return (
    spawnSync(path.join(BIN, name), args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, PATH, ...env } })
      .status === 0
  );
}

function program(title: string, name: string, args: readonly string[]): Count {
  return run(title, name, args) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function vitest(project: string): Count {
  const file = path.join(results, `${project}.json`);
  const isGreen = run(`tests: ${project}`, 'vitest', [
    'run',
    '--project',
    project,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  return counted(isGreen, () => {
    const report = VitestReport.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { passed: report.numPassedTests, failed: report.numFailedTests };
  });
}

function playwright(): Count {
  const file = path.join(results, 'e2e.json');
  const isGreen = run('tests: e2e', 'playwright', ['test', '--reporter=line,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: file });
  return counted(isGreen, () => {
    const { stats } = PlaywrightReport.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
  });
}

/** A run that failed without a failed test (a suite that does not load, no report at all) is a failure too. */
function counted(isGreen: boolean, read: () => Count): Count {
  try {
    const count = read();
    return isGreen || count.failed > 0 ? count : { ...count, failed: 1 };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
