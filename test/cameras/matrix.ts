/** `npm run test:cameras`: every kind of camera that we say something about, recorded by the product and judged; see --help. */
import { parseArgs } from 'node:util';
import { missingFor } from './camera-farm.ts';
import type { Cell } from './cell.ts';
import { CELLS } from './cells.ts';
import { judge, lineOf } from './judge.ts';
import { observe } from './observe.ts';
import { cameraTable } from './table.ts';

const HELP = `Usage: npm run test:cameras -- [--only <text>[,<text>]…] [--list] [--table] [--seconds <n>] [--at-once <n>]

Records each kind of camera of the matrix with the whole product, many at the same time, and tells a line of each:
pictures recorded against those sent, coverage, files, sound, connections, and what is wrong. Ends with 1 if anything is.

  --only <text>    only cells whose name contains one of these
  --list           their names and nothing else
  --table          the table of docs/cameras.md and nothing else
  --seconds <n>    how long they are recorded (50)
  --at-once <n>    how many cameras one product records (20)
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    list: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '50' },
    'at-once': { type: 'string', default: '20' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const wanted = CELLS.filter(({ id }) => values.only.split(',').some((text) => id.includes(text)));

if (values.help) process.stdout.write(HELP);
else if (values.list) process.stdout.write(wanted.map(({ id, title }) => `${id.padEnd(20)} ${title}\n`).join(''));
else if (values.table) process.stdout.write(`${cameraTable(wanted)}\n`);
else process.exitCode = await run();

async function run(): Promise<number> {
  const missing = Map.groupBy(wanted, missingFor);
  const cells = missing.get(undefined) ?? [];
  let wrong = 0;
  for (const together of runsOf(cells)) {
    const seen = await observe(together, secondsFor(together));
    const judgements = together.flatMap((cell, index) => (seen[index] ? [judge(cell, seen[index])] : []));
    wrong += judgements.filter((judgement) => judgement.wrong.length > 0).length;
    process.stdout.write(judgements.map((judgement) => `${lineOf(judgement)}\n`).join(''));
  }
  for (const [why, left] of missing)
    if (why !== undefined) process.stdout.write(`left out: ${left.map(({ id }) => id).join(', ')}: ${why}\n`);
  process.stdout.write(`\n${cells.length - wrong} right, ${wrong} wrong\n`);
  return wrong > 0 ? 1 : 0;
}

/** Side by side as many as a machine can take, and those together that must be watched for longer. */
function runsOf(cells: readonly Cell[]): readonly (readonly Cell[])[] {
  const most = Number(values['at-once']);
  return [...Map.groupBy(cells, ({ seconds }) => seconds).values()].flatMap((alike) =>
    Array.from({ length: Math.ceil(alike.length / most) }, (_, run) => alike.slice(run * most, (run + 1) * most)),
  );
}

function secondsFor(cells: readonly Cell[]): number {
  return Math.max(Number(values.seconds), ...cells.map(({ seconds = 0 }) => seconds));
}
