/**
 * Runs everything there is to test, one after the other, and ends with `N passed, N failed`. Files with a failed test
 * are run a second time alone, because a shared machine stands still for seconds now and then; what needed it is named.
 */
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
  testResults: z.array(z.object({ name: z.string(), status: z.string() })),
});
const PlaywrightReport = z.object({ stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }) });

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** One seed for all, because a gate must not open by chance; `npm run soak` takes another each day. */
const SOAK_SEED = '20261130';

/** A machine in trouble fails in many places; that many are not worth a second try. */
const MOST_FILES_AGAIN = 4;
const triedAgain: string[] = [];

const counts: Count[] = [
  program('types of the server', 'tsc', ['-p', 'tsconfig.json']),
  program('types of the web app', 'tsc', ['-p', 'web/tsconfig.json']),
  program('types of the browser tests', 'tsc', ['-p', 'test/e2e/tsconfig.json']),
  program('form', 'biome', ['check', '--error-on-warnings']),
  program('promises and switches', 'oxlint', ['--type-aware']),
  program('dead code', 'knip', ['--no-progress']),
  vitest('unit'),
  otherHours(),
  vitest('live'),
  vitest('faults'),
  vitest('undisturbed'),
  soak(),
  playwright(),
  containers(),
];
rmSync(results, { recursive: true });
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
if (triedAgain.length > 0) process.stdout.write(`\nneeded a second try: ${triedAgain.join(', ')}\n`);
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

/** The unit tests that ask what time it is, at other hours than that of this run: about half a minute. */
function otherHours(): Count {
  process.stdout.write('\n── tests: unit, at other hours ──\n');
  const { status, stdout } = spawnSync(process.execPath, [path.join(ROOT, 'scripts/test-hours.ts'), '--short'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  process.stdout.write(stdout);
  const [, passed = '0', failed = '0'] = /^(\d+) passed, (\d+) failed$/m.exec(stdout) ?? [];
  return counted(status === 0, () => ({ passed: Number(passed), failed: Number(failed) }));
}

/** The image and the compose file: minutes of building, so only when asked for with `TEST_CONTAINERS=1`, and where there is a Docker. */
function containers(): Count {
  const SKIPPED = 77;
  if (!process.env.TEST_CONTAINERS) return { passed: 0, failed: 0 };
  process.stdout.write('\n── containers ──\n');
  const { status } = spawnSync('sh', [path.join(ROOT, 'test/container/run.sh')], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  return status === SKIPPED ? { passed: 0, failed: 0 } : counted(status === 0, () => ({ passed: 1, failed: 0 }));
}

/** Two minutes of chance; what takes root or long is left to `npm run soak`. */
function soak(): Count {
  if (process.env.LIVE === '0' || spawnSync('ffmpeg', ['-version']).status !== 0) return { passed: 0, failed: 0 };
  const faults = 'camera-drops,camera-freezes,recorder-killed,conversion-killed,server-killed';
  const viewers = 'live-wall,whep-flood,socket-offers,playlists,thumbnails,pages,unread-downloads';
  const others = 'export-cancelled,export-downloaded,sign-in-and-out,wrong-passwords,odd-requests';
  const only = ['--only', [faults, viewers, others].join(',')];
  return program('soak', 'node', ['test/soak/soak.ts', '--seed', SOAK_SEED, '--minutes', '2', '--cameras', '3', ...only]);
}

function vitest(project: string): Count {
  const file = path.join(results, `${project}.json`);
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
  const report = () => VitestReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  const attempt = (title: string, files: readonly string[]): Count => {
    const isGreen = run(title, 'vitest', ['run', '--project', project, ...reporters, ...files]);
    return counted(isGreen, () => ({ passed: report().numPassedTests, failed: report().numFailedTests }));
  };
  return withSecondTry(attempt(`tests: ${project}`, []), () => {
    const broken = report().testResults.flatMap(({ name, status }) => (status === 'failed' ? [path.relative(ROOT, name)] : []));
    if (broken.length === 0 || broken.length > MOST_FILES_AGAIN) return undefined;
    triedAgain.push(...broken);
    return attempt(`tests: ${project}, once more: ${broken.join(', ')}`, broken);
  });
}

function playwright(): Count {
  const file = path.join(results, 'e2e.json');
  const attempt = (title: string, args: readonly string[]): Count => {
    const isGreen = run(title, 'playwright', ['test', '--reporter=line,json', ...args], { PLAYWRIGHT_JSON_OUTPUT_NAME: file });
    return counted(isGreen, () => {
      const { stats } = PlaywrightReport.parse(JSON.parse(readFileSync(file, 'utf8')));
      return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
    });
  };
  const first = attempt('tests: e2e', []);
  return withSecondTry(first, () => {
    if (first.failed > MOST_FILES_AGAIN) return undefined;
    triedAgain.push(`${first.failed} of the browser's`);
    return attempt('tests: e2e, once more what failed', ['--last-failed', '--workers=1']);
  });
}

/** What failed first and passes the second time has passed. */
function withSecondTry(first: Count, again: () => Count | undefined): Count {
  const second = first.failed > 0 ? again() : undefined;
  if (!second) return first;
  return { passed: first.passed + Math.max(0, first.failed - second.failed), failed: second.failed };
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
