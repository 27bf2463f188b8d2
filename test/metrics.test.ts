import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { metricsOf } from '../src/health/metrics.ts';
import { ApiWorld } from './fakes/api-world.ts';
import { CAMERA_HEALTH } from './fakes/toy-camera-health.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const PROMETHEUS = path.join(ROOT, 'deploy/prometheus');
const hasPromtool = spawnSync('promtool', ['--version']).error === undefined;
const NAME = /\b(?:nvr|process)_[a-z0-9_]+\b/g;

const Target = z.object({ expr: z.string().min(1) });
const Panel = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string().min(1),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  datasource: z.object({ uid: z.string().regex(/^\$\{datasource\}$/) }).optional(),
  targets: z.array(Target).default([]),
});
const Dashboard = z.object({ panels: z.array(Panel).min(10), templating: z.object({ list: z.array(z.object({ name: z.string() })) }) });

let output: string;
let names: ReadonlySet<string>;
beforeAll(async () => {
  await using world = await ApiWorld.open();
  world.health.metrics = async () => metricsOf(await facts(world));
  output = (await world.visitor().get('/metrics')).text;
  names = new Set([...output.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
});

/** As much as can be known of one camera. */
async function facts(world: ApiWorld): Promise<Parameters<typeof metricsOf>[0]> {
  const report = await world.health.report();
  return {
    report: { ...report, channels: [CAMERA_HEALTH] },
    pulseOf: () => ({
      frameRate: 20,
      patienceMs: 12_000,
      lastFrameAgeMs: 50,
      video: null,
      audio: null,
      reconnects: 1,
      reconnects24h: 1,
      recordedMs: 1,
      writtenBytes: 1,
    }),
    gapReasonsOf: () => new Map([['camera_offline', { count: 1, totalMs: 1_000 }]]),
    ...{ alarms: [], version: '0.1.0', usedBytes: 1, maxBytes: 2, storedBytes: new Map([[1, 1]]), removed: { segments: 1, bytes: 1 } },
    ...{ webhookWaiting: 0, isUsable: true },
  };
}

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** Names in an expression that /metrics does not have. */
function unknownIn(text: string): string[] {
  const used = [...text.matchAll(NAME)].map(([name]) => name.replace(/(?<=_duration_seconds)_(?:bucket|sum|count)$/, ''));
  return used.filter((name) => !names.has(name));
}

function dashboard(): z.infer<typeof Dashboard> {
  return Dashboard.parse(JSON.parse(read('deploy/grafana/mini-nvr.json')));
}

test('docs/metrics.md has every name that /metrics has, and no other', () => {
  const section = read('docs/metrics.md').split('## Names')[1] ?? '';
  const documented = [...section.matchAll(/`((?:nvr|process)_\w+)`/g)].map(([, name = '']) => name);

  expect(documented.toSorted()).toEqual([...names].toSorted());
});

test('docs/metrics.md has every alert', () => {
  const alerts = [...read('deploy/prometheus/alerts.yml').matchAll(/- alert: (\w+)[\s\S]*?severity: (\w+)/g)];
  const documented = [...read('docs/metrics.md').matchAll(/^\| `(Nvr\w+)` \| (\w+) \|/gm)];
  const pairs = (all: readonly RegExpMatchArray[]): string[] => all.map(([, name, severity]) => `${name} ${severity}`).toSorted();

  expect(pairs(documented)).toEqual(pairs(alerts));
});

describe('the Grafana dashboard', () => {
  test('asks only for metrics that there are', () => {
    const { panels } = dashboard();

    expect(panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => unknownIn(expr)))).toEqual([]);
    expect(panels.filter(({ type, targets, datasource }) => type !== 'row' && (targets.length === 0 || !datasource))).toEqual([]);
  });

  test('shows nearly everything that there is', () => {
    const text = read('deploy/grafana/mini-nvr.json');
    const unused = [...names].filter((name) => !text.includes(name));

    expect(unused.length, `not shown: ${unused.join(', ')}`).toBeLessThan(names.size / 3);
  });

  test('has panels that do not lie on each other', () => {
    const cells = dashboard().panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    const ids = dashboard().panels.map(({ id }) => id);

    expect([new Set(cells).size, new Set(ids).size]).toEqual([cells.length, ids.length]);
    expect(cells.every((cell) => Number(cell.split(',')[0]) < 24)).toBe(true);
  });
});

describe('the alert rules', () => {
  test('ask only for metrics that there are', () => {
    const expressions = [...read('deploy/prometheus/alerts.yml').matchAll(/expr: (.*)/g)].map(([, expr = '']) => expr);

    expect(expressions.length).toBeGreaterThan(10);
    expect(expressions.flatMap(unknownIn)).toEqual([]);
  });

  test('are tested by name in alerts.test.yml', () => {
    const names = [...read('deploy/prometheus/alerts.yml').matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
    const tests = read('deploy/prometheus/alerts.test.yml');

    expect(names.filter((name) => !tests.includes(name))).toEqual([]);
  });
});

describe.skipIf(!hasPromtool)('promtool (skipped where the Debian package prometheus is not installed)', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'metrics-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const promtool = (args: readonly string[], cwd = PROMETHEUS, input = '') => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd, input, encoding: 'utf8' });
    return { status, text: stdout + stderr };
  };

  test('finds the rules well-formed, and they fire when they should', () => {
    expect(promtool(['check', 'rules', 'alerts.yml'])).toMatchObject({
      status: 0,
      text: expect.stringMatching(/SUCCESS: \d+ rules found/),
    });
    expect(promtool(['test', 'rules', 'alerts.test.yml'])).toMatchObject({ status: 0 });
  });

  test('takes the configuration of Prometheus', () => {
    for (const file of ['prometheus.yml', 'alerts.yml']) copyFileSync(path.join(PROMETHEUS, file), path.join(folder, file));
    writeFileSync(path.join(folder, 'metrics-token'), 'a token of enough characters');

    expect(promtool(['check', 'config', 'prometheus.yml'], folder)).toMatchObject({ status: 0 });
  });

  test('reads what /metrics answers, and every expression of the dashboard', () => {
    expect(promtool(['check', 'metrics'], ROOT, output)).toEqual({ status: 0, text: '' });
    const rules = dashboard().panels.flatMap(({ targets }) => targets.map(({ expr }) => expr.replaceAll(/\$\w+/g, '.*')));
    writeFileSync(
      path.join(folder, 'panels.json'),
      JSON.stringify({ groups: [{ name: 'panels', rules: rules.map((expr) => ({ record: 'x', expr })) }] }),
    );

    expect(promtool(['check', 'rules', '--lint=none', 'panels.json'], folder)).toMatchObject({ status: 0 });
  });
});
