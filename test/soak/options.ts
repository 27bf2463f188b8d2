import { parseArgs } from 'node:util';
import { CLIENTS } from './clients.ts';
import { FAULTS } from './faults.ts';
import { seedOfDay } from './seed.ts';

/** What a soak is to do. */
export interface SoakOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly cameras: number;
  /** Folder of the report. */
  readonly report: string;
  /** Names of the faults and clients that take part. */
  readonly names: ReadonlySet<string>;
  /** Names of the others. */
  readonly without: readonly string[];
}

const HELP = `Usage: node test/soak/soak.ts [options]

  --seed N           what chance begins with (default: the day, as 20261122)
  --minutes N        how long faults and clients are at work, with the quiet at the end (default 10)
  --cameras N        how many cameras are recorded (default 8)
  --only A,B         only these faults and clients
  --without A,B      all but these; "faults" and "clients" stand for all of a kind
  --report FOLDER    where report.json and report.md go (default soak-report)
`;

/** @returns undefined when only help was asked for. @throws for options that do not exist */
export function readOptions(args: readonly string[]): SoakOptions | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { seed: text, minutes: text, cameras: text, only: text, without: text, report: text, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\nfaults:  ${FAULTS.map(nameOf).join(', ')}\nclients: ${CLIENTS.map(nameOf).join(', ')}\n`);
    return undefined;
  }
  const names = chosen(values.only, values.without);
  return {
    seed: number('seed', values.seed, seedOfDay(new Date()), 0),
    minutes: number('minutes', values.minutes, 10, 0.5),
    cameras: number('cameras', values.cameras, 8, 1),
    report: values.report ?? 'soak-report',
    names,
    without: [...FAULTS, ...CLIENTS].map(nameOf).filter((name) => !names.has(name)),
  };
}

function number(name: string, given: string | undefined, fallback: number, least: number): number {
  const value = Number(given ?? fallback);
  if (!(value >= least)) throw new Error(`--${name} must be a number from ${least}, not "${given}"`);
  return value;
}

function chosen(only: string | undefined, without: string | undefined): Set<string> {
  const all = [...FAULTS, ...CLIENTS].map(nameOf);
  const asked = only === undefined ? all : namesIn(only, all);
  const left = new Set(without === undefined ? [] : namesIn(without, all));
  return new Set(asked.filter((name) => !left.has(name)));
}

function namesIn(list: string, all: readonly string[]): string[] {
  const kinds: Record<string, readonly string[]> = { faults: FAULTS.map(nameOf), clients: CLIENTS.map(nameOf) };
  const names = list.split(',').flatMap((name) => kinds[name] ?? [name]);
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Error(`there is no ${unknown.join(', ')}; there are: ${all.join(', ')}`);
  return names;
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}
