import { z } from 'zod';
import type { ApiRoute } from '../../src/api/api.ts';
import { generator, PIECES, VALUES } from './hostile-requests.ts';

/** Nobody; two users; a session that has ended; a user whose page sends another session's token. */
export const CALLERS = ['stranger', 'anna', 'bert', 'ended', 'wrongToken'] as const;
export type Caller = (typeof CALLERS)[number];

/** What exists in the attacked server, by the names that parameters have. */
export type Known = Readonly<Record<string, readonly (string | number)[]>>;

/** A request for a registered route, with values that its schemas allow and values that they should not. */
export interface RouteAttack {
  readonly route: ApiRoute;
  readonly caller: Caller;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Rightful callers must not end their own sessions. */
const ENDS_SESSIONS = new Set(['POST /api/logout', 'DELETE /api/sessions', 'DELETE /api/sessions/:id']);
/** What anna made is there to be attacked by the others: she would delete it by right. */
const ENDS_THINGS = /^DELETE \/api\/(?:exports|shares|protections)\//;
const TYPES = ['application/json', 'application/json', 'application/json', 'text/plain', 'application/sdp', 'x'];
const HOSTILE: readonly unknown[] = [
  ...[...PIECES, ...VALUES],
  ...[null, true, -1, 0, 1.5, 1e308, 2 ** 53, [], {}, [[]], { $ne: 1 }, 'x'.repeat(20_000)],
  ...['9999-12-31T23:59:59Z', '0000-01-01T00:00:00Z', '2026-02-30T00:00:00Z', 'ch1/../../data/secret-key', '../data/catalogue.db'],
];

interface Shape {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Shape[];
  readonly items?: Shape;
  readonly properties?: Readonly<Record<string, Shape>>;
}

/** Every route by every caller in turn, with values drawn from a seed; the same for the same seed. */
export function* routeAttacks(routes: readonly ApiRoute[], count: number, seed: number, known: Known): Generator<RouteAttack> {
  const random = generator(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const targets = routes.flatMap((route) => CALLERS.map((caller) => ({ route, caller }))).filter(isFair);
  const shapes = new Map(routes.map((route) => [route, shapesOf(route)]));

  const draw = (name: string, shape: Shape, mayHit: boolean): unknown => {
    if (random() < 0.35) return pick(HOSTILE);
    const hits = mayHit ? known[name] : undefined;
    if (hits && random() < 0.8) return pick(hits);
    return pick(rightValues(shape, (each) => draw(name, each, mayHit)));
  };

  for (let index = 0; index < count; index++) {
    const { route, caller } = targets[index % targets.length] as (typeof targets)[number];
    const { params, query, body } = shapes.get(route) ?? { params: {}, query: {}, body: undefined };
    const changes = route.policy === 'session+csrf';
    const mayHit = !changes || caller !== 'anna';
    const value = (name: string, shape: Shape): unknown => draw(name, shape, mayHit && !(changes && caller === 'bert' && name === 'path'));
    const filled = route.url.replace(/:(\w+)|\*/g, (whole, name?: string) => encode(value(name ?? whole, params[name ?? whole] ?? {})));
    const pairs = Object.entries(query).flatMap(([name, shape]) => {
      const times = random() < 0.7 ? 1 : random() < 0.5 ? 0 : 3;
      return Array.from({ length: times }, () => `${name}=${encode(value(name, shape))}`);
    });
    if (random() < 0.1) pairs.push(`${pick(['__proto__[x]', 'constructor', 'src', 'x[]'])}=${encode(pick(HOSTILE))}`);
    const type = pick(TYPES);
    const content = body && bodyOf(body, value, random);
    yield {
      ...{ route, caller, path: pairs.length ? `${filled}?${pairs.join('&')}` : filled },
      headers: { ...(content !== undefined && { 'content-type': type }), ...(random() < 0.1 && { range: 'bytes=0-0,1-1' }) },
      ...(content !== undefined && { body: content }),
    };
  }
}

function isFair({ route: { method, url }, caller }: { readonly route: ApiRoute; readonly caller: Caller }): boolean {
  const what = `${method} ${url}`;
  if (caller === 'anna' && ENDS_THINGS.test(what)) return false;
  return !((caller === 'anna' || caller === 'bert') && ENDS_SESSIONS.has(what));
}

function shapesOf({ schema }: ApiRoute): { params: Record<string, Shape>; query: Record<string, Shape>; body: Shape | undefined } {
  const { params, querystring, body } = schema;
  return { params: { ...shapeOf(params)?.properties }, query: { ...shapeOf(querystring)?.properties }, body: shapeOf(body) };
}

function shapeOf(schema: unknown): Shape | undefined {
  return schema instanceof z.ZodType ? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape) : undefined;
}

/** Values that a schema allows, at its edges. */
function rightValues(shape: Shape, inner: (shape: Shape) => unknown): readonly unknown[] {
  if (shape.enum) return shape.enum;
  if (shape.const !== undefined) return [shape.const];
  if (shape.anyOf) return shape.anyOf.flatMap((each) => rightValues(each, inner));
  if (shape.type === 'integer' || shape.type === 'number') return [shape.minimum ?? 0, 1, 2, shape.maximum ?? 1e9];
  if (shape.type === 'boolean') return [true, false];
  if (shape.type === 'array') return [[inner(shape.items ?? {})], Array.from({ length: 200 }, () => inner(shape.items ?? {}))];
  if (shape.type === 'object') return [{}];
  const now = Date.now();
  return [now - 60_000, now - 5_000, now + 3_600_000, now - 7 * 365 * 86_400_000].map((at) => new Date(at).toISOString());
}

function bodyOf(shape: Shape, value: (name: string, shape: Shape) => unknown, random: () => number): string {
  if (random() < 0.1) return '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{}}}';
  if (random() < 0.1) return '[[[[[[[{';
  if (!shape.properties) return `v=0\r\n${String(value('sdp', shape)).slice(0, 5_000)}`;
  const fields = Object.entries(shape.properties).filter(() => random() < 0.9);
  return JSON.stringify(Object.fromEntries(fields.map(([name, each]) => [name, value(name, each)])));
}

function encode(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return encodeURIComponent(text.slice(0, 3_000).toWellFormed()).replaceAll('%25', '%'); // some are encoded already, also wrongly
}
