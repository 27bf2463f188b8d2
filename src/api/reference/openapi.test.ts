import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ApiWorld } from '../../../test/fakes/api-world.ts';
import type { Visitor } from '../../../test/fakes/visitor.ts';
import type { ApiRoute } from '../api.ts';
import { EXAMPLES } from '../examples/examples.ts';
import type { ApiDocument, Operation } from './openapi-document.ts';

/** What is no part of the API: the web app, and the pages of links, which are for people. */
const NO_API = /^\/\*$|^\/share\/|^\/api\/docs\/page\./;

let world: ApiWorld;
let anna: Visitor;
let document: ApiDocument;
let routes: readonly ApiRoute[];
beforeAll(async () => {
  world = await ApiWorld.open();
  anna = await world.signedIn();
  document = (await anna.get('/api/openapi.json')).json;
  routes = world.api.routes.filter(({ url }) => !NO_API.test(url));
});
afterAll(() => world[Symbol.asyncDispose]());

function operationOf({ method, url }: ApiRoute): Operation | undefined {
  const path = url.replace(/:(\w+)/g, '{$1}').replace('*', '{*}');
  return document.paths[path]?.[method.toLowerCase()];
}

const each = (check: (route: ApiRoute, operation: Operation) => void): void => {
  for (const route of routes) {
    const operation = operationOf(route);
    if (operation) check(route, operation);
  }
};

describe('the description of the API', () => {
  test('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document) as object as Record<string, unknown>);

    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Mini-NVR', version: '0.1.0' } });
  });

  test('has every route', () => {
    const missing = routes.filter((route) => !operationOf(route)).map(({ method, url }) => `${method} ${url}`);

    expect(missing, 'give them a schema with tags and summary, and do not hide them').toEqual([]);
    expect(routes.length).toBeGreaterThan(40);
  });

  test('says of each what it is for, who may call it, what it answers and how errors look', () => {
    const known = document.tags.map(({ name }) => name);
    each(({ method, url, policy }, { summary = '', tags = [], security = [], responses = {} }) => {
      const name = `${method} ${url}`;
      expect(summary, `${name} needs a summary`).toMatch(/^\S.{3,160}$/);
      expect(known, `${name} needs one tag of openapi-document.ts`).toContain(tags[0]);
      const wanted = { open: [], session: [['session']], 'session+csrf': [['session', 'csrf']] }[policy];
      expect(
        security.map((demand) => Object.keys(demand)),
        `${name}: who may call it`,
      ).toEqual(wanted);
      const answers = Object.keys(responses).filter((status) => /^[123]\d\d$/.test(status));
      expect(answers.length, `${name} needs an answer`).toBeGreaterThan(0);
      if (/healthz|readyz/.test(url)) return; // they answer without words
      for (const kind of ['4XX', '5XX']) {
        expect(Object.keys(responses[kind]?.content ?? {}), `${name} needs ...PROBLEMS in its answers`).toEqual([
          'application/problem+json',
        ]);
      }
    });
  });

  test('names each operation once', () => {
    const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));

    expect(ids.length).toBe(new Set(ids).size);
  });
});

describe('the examples', () => {
  test('are there for each route, and for no other', () => {
    const names = routes.filter(({ method }) => method !== 'HEAD').map(({ method, url }) => `${method} ${url}`);

    expect(Object.keys(EXAMPLES).toSorted(), 'write one in src/api/examples').toEqual(names.toSorted());
  });

  test('are what the routes take and give', () => {
    for (const { method, url, schema } of routes) {
      const example = EXAMPLES[`${method} ${url}`];
      if (!example) continue;
      const name = `${method} ${url}`;
      const { params, query } = partsOf(url, example.path ?? url);
      fits(schema.params, params, `${name}: address of its example`);
      fits(schema.querystring, query, `${name}: query of its example`);
      if (isJson(schema.body)) fits(schema.body, example.body, `${name}: body of its example`);
      const answer = successOf(schema.response);
      if (answer) fits(answer, example.answer, `${name}: answer of its example`);
      else expect(example.answer, `${name} answers no JSON`).toBeUndefined();
    }
  });

  test('are requests that this server understands', async () => {
    const safe = Object.entries(EXAMPLES).filter(([name]) => name.startsWith('GET ') && !name.endsWith('/live'));

    for (const [name, { path = name.slice('GET '.length) }] of safe) {
      if (name === 'GET /api/channel/:ch/snapshot.jpg') continue; // the toy hub has none
      expect((await anna.get(path)).status, name).not.toBeOneOf([400, 401, 403, 405, 500]);
    }
  });
});

describe('the page', () => {
  test('shows every route with its example, without inline scripts or requests elsewhere', async () => {
    const { text, headers } = await anna.get('/api/docs');

    expect(headers['content-type']).toMatch(/^text\/html/);
    for (const { method, url } of routes) {
      if (method === 'HEAD') continue;
      const id = operationOf({ method, url, policy: '', schema: {} })?.operationId;
      expect(text, `${method} ${url}`).toContain(`<details id="${id}">`);
    }
    expect(text).not.toMatch(/<script>|<style|style=|\son\w+=/);
    expect(text.match(/(?:src|href)="(?!\/|#)[^"]*"/g)).toBeNull();
  });

  test('brings its own look and search, for whoever is signed in', async () => {
    const [look, script] = [await anna.get('/api/docs/page.css'), await anna.get('/api/docs/page.js')];

    expect([look.headers['content-type'], script.headers['content-type']]).toEqual([
      'text/css; charset=utf-8',
      'text/javascript; charset=utf-8',
    ]);
    expect(look.text).toMatch(/--accent: light-dark\([\s\S]*color: var\(--accent\)/);
    expect((await world.visitor().get('/api/docs/page.js')).status).toBe(401);
  });
});

/** What the address of an example gives to the parameters of its route. */
function partsOf(url: string, path: string) {
  const { pathname, searchParams } = new URL(path, 'http://nvr.local');
  const pattern = url
    .replace(/[.]/g, '\\.')
    .replace('*', '(?<rest>.+)')
    .replace(/:(\w+)/g, '(?<$1>[^/]+)');
  const { rest, ...named } = new RegExp(`^${pattern}$`).exec(pathname)?.groups ?? {};
  const query: Record<string, string | string[]> = {};
  for (const name of searchParams.keys()) {
    const values = searchParams.getAll(name);
    query[name] = values.length > 1 ? values : (values[0] ?? '');
  }
  return { params: rest === undefined ? named : { ...named, '*': decodeURIComponent(rest) }, query };
}

function fits(schema: unknown, value: unknown, what: string): void {
  if (!(schema instanceof z.ZodType)) return;
  const { error } = schema.safeParse(value);
  expect(error?.message, what).toBeUndefined();
}

function isJson(body: unknown): boolean {
  return body instanceof z.ZodType && !(body instanceof z.ZodString) && !(body instanceof z.ZodAny);
}

/** The schema of a JSON answer that went well. */
function successOf(response: unknown): z.ZodType | undefined {
  const [success] = Object.entries((response ?? {}) as Record<string, unknown>).flatMap(([status, each]) =>
    /^2\d\d$/.test(status) ? [each] : [],
  );
  const inner = success instanceof z.ZodType ? success : JsonContent.safeParse(success).data?.content['application/json'].schema;
  return inner instanceof z.ZodType && !(inner instanceof z.ZodAny) ? inner : undefined;
}

const JsonContent = z.object({ content: z.object({ 'application/json': z.object({ schema: z.unknown() }) }) });
