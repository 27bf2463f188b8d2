/**
 * Runs tests with the clock set to the hours and zones where days are easily got wrong, and ends with `N passed, N failed`:
 * `npm run test:hours` (all unit tests), `-- --dated` (those that ask what time it is), `-- --short` (those, at two clocks),
 * `-- --only 'Kathmandu 2026-12-01 00:05'`, `-- --project e2e test/e2e/recordings.spec.ts`.
 * Needs faketime (`apt-get install faketime`). Files and their times on the disk are not moved, and neither is go2rtc.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { aheadBy, FAKETIME } from '../test/fakes/set-clock.ts';

const ROOT = path.join(import.meta.dirname, '..');
const HOURS = ['00:05', '06:00', '12:00', '23:55'];
/** Far from UTC by odd quarters of an hour, and the two days of a year that have 23 and 25 hours. */
const DAYS = [
  ['Asia/Kathmandu', '2026-12-01', '+05:45'],
  ['America/St_Johns', '2026-12-01', '-03:30'],
  ['Europe/Berlin', '2027-03-28', '+01:00'],
  ['Europe/Berlin', '2026-10-25', '+02:00'],
] as const;
/** Of both sides of UTC, each in the hours in which its date is not that of UTC. */
const SHORT = ['Asia/Kathmandu 2026-12-01 00:05', 'America/St_Johns 2026-12-01 23:55'];
/** What a unit test holds that asks the real clock, or computes in a zone; the others cannot know what time it is. */
const ASKS_THE_CLOCK = /Date\.now\(|new Date\(\)|\bTZ\b|[tT]imeZone|\bZONE\b|Europe\/Berlin/;

interface SetClock {
  readonly name: string;
  readonly zone: string;
  readonly at: number;
}

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({ name: z.string(), message: z.string(), assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) }),
  ),
});
const PlaywrightReport = z.object({ stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }) });

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    project: { type: 'string', default: 'unit' },
    only: { type: 'string', default: '' },
    dated: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
  },
});
const { project, only, short } = values;
const reports = mkdtempSync(path.join(tmpdir(), 'test-hours-'));
const files = short || values.dated ? unitFilesThatAskTheClock() : positionals;
let [passed, failed] = [0, 0];
if (FAKETIME) {
  for (const clock of clocks()) {
    const count = project === 'e2e' ? playwright(clock) : vitest(clock);
    passed += count.passed;
    failed += count.failed;
    process.stdout.write(
      `${clock.name}: ${count.passed} passed, ${count.failed} failed\n${count.what.map((line) => `  ${line}\n`).join('')}`,
    );
  }
} else process.stdout.write('faketime is not installed (apt-get install faketime): no other hour is tried\n');
rmSync(reports, { recursive: true });
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;

function clocks(): readonly SetClock[] {
  const all = DAYS.flatMap(([zone, date, offset]) =>
    HOURS.map((hour): SetClock => ({ name: `${zone} ${date} ${hour}`, zone, at: momentOf(date, hour, zone, offset) })),
  );
  return all.filter(({ name }) => (short ? SHORT.includes(name) : name.includes(only)));
}

/** The offset is that of the day's beginning: after a change of the clocks it is another. */
function momentOf(date: string, hour: string, zone: string, offset: string): number {
  const guess = Date.parse(`${date}T${hour}:00${offset}`);
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(guess);
  return guess + Date.parse(`${date}T${hour}:00Z`) - Date.parse(`${shown.replace(' ', 'T')}Z`);
}

function unitFilesThatAskTheClock(): readonly string[] {
  const all = globSync(['{src,shared,web,scripts}/**/*.test.ts', 'test/*.test.ts'], { cwd: ROOT });
  return all.filter((file) => ASKS_THE_CLOCK.test(readFileSync(path.join(ROOT, file), 'utf8'))).toSorted();
}

interface Count {
  readonly passed: number;
  readonly failed: number;
  /** The names of what failed. */
  readonly what: readonly string[];
}

function vitest(clock: SetClock): Count {
  const file = path.join(reports, 'vitest.json');
  run(clock, 'vitest', ['run', '--project', project, '--reporter=json', `--outputFile=${file}`, ...files]);
  const report = read(file, Report);
  if (!report) return { passed: 0, failed: 1, what: ['the tests did not run'] };
  const what = report.testResults.flatMap(({ name, message, assertionResults }) => {
    const names = assertionResults.flatMap(({ fullName, status }) =>
      status === 'failed' ? [`${path.relative(ROOT, name)}: ${fullName}`] : [],
    );
    return names.length === 0 && message !== '' ? [`${path.relative(ROOT, name)}: ${message}`] : names;
  });
  return { passed: report.numPassedTests, failed: Math.max(report.numFailedTests, what.length), what };
}

function playwright(clock: SetClock): Count {
  const file = path.join(reports, 'e2e.json');
  run(clock, 'playwright', ['test', '--reporter=line,json', ...files], { PLAYWRIGHT_JSON_OUTPUT_NAME: file });
  const report = read(file, PlaywrightReport);
  return report
    ? { passed: report.stats.expected + report.stats.flaky, failed: report.stats.unexpected, what: [] }
    : { passed: 0, failed: 1, what: ['the tests did not run'] };
}

function run({ zone, at }: SetClock, program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const clock = { ...aheadBy(at - Date.now()), TZ: zone, TEST_ZONE: zone };
  spawnSync(path.join(ROOT, 'node_modules/.bin', program), args, {
    cwd: ROOT,
    stdio: ['ignore', project === 'unit' ? 'ignore' : 'inherit', 'inherit'],
    env: { ...process.env, PATH: `${path.join(ROOT, 'node_modules/.bin')}${path.delimiter}${process.env.PATH ?? ''}`, ...clock, ...env },
  });
}

function read<Shape extends z.ZodType>(file: string, shape: Shape): z.output<Shape> | undefined {
  if (!existsSync(file)) return undefined;
  const report = shape.parse(JSON.parse(readFileSync(file, 'utf8')));
  rmSync(file);
  return report;
}
