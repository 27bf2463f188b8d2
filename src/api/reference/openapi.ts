import { readFileSync } from 'node:fs';
import swagger from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { PROBLEMS } from '../problems.ts';
import { docsPage } from './docs-page.ts';
import { type ApiDocument, describedDocument } from './openapi-document.ts';

const SECURITY = { open: [], session: [{ session: [] }], 'session+csrf': [{ session: [], csrf: [] }] };
const SOCKET = { 101: { description: 'The connection is a WebSocket from now on', type: 'null' } };
const INTRODUCTION = `Sign in with POST /api/login, which sets the cookies \`sid\` and \`csrf_token\`; send the value of the second one as
\`X-CSRF-Token\` with every method that changes something. Times are ISO 8601 with offset, GB are 10⁹ bytes, channels are numbers from 1.
Errors are \`application/problem+json\` (RFC 9457); their codes are in docs/api.md.`;

/** Collects the routes that follow into an OpenAPI 3.1 document. */
export async function collectOpenApi(app: App, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Mini-NVR', version, description: INTRODUCTION, license: { name: 'MIT', identifier: 'MIT' } },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'sid', description: '`__Host-sid` where PUBLIC_URL is https' },
          csrf: { type: 'apiKey', in: 'header', name: 'X-CSRF-Token', description: 'The value of the cookie csrf_token' },
        },
      },
    },
    transformObject: jsonSchemaTransformObject,
    transform: (input) => {
      const { schema, url } = jsonSchemaTransform(input);
      const { policy = 'session', isSocket = false } = input.route.config ?? {};
      const response = isSocket ? { ...SOCKET, ...(schema.response as object) } : schema.response;
      return { url, schema: { ...schema, ...(response !== undefined && { response }), security: SECURITY[policy] } };
    },
  });
}

/** GET /api/openapi.json, and the same for people at /api/docs. */
export function openApiRoutes(app: App): void {
  const config = { policy: 'session' } as const;
  const tags = ['system'];
  let described: ApiDocument | undefined;
  const document = (): ApiDocument => {
    described ??= describedDocument(app.swagger());
    return described;
  };
  const JSON_ANSWER = { description: 'OpenAPI 3.1', content: { 'application/json': { schema: z.any() } } };
  const HTML_ANSWER = { description: 'A page', content: { 'text/html': { schema: z.any() } } };
  app.get(
    '/api/openapi.json',
    { config, schema: { tags, summary: 'These routes for programs', response: { 200: JSON_ANSWER, ...PROBLEMS } } },
    (_request, reply) => reply.type('application/json').send(document()),
  );
  app.get(
    '/api/docs',
    { config, schema: { tags, summary: 'These routes for people', response: { 200: HTML_ANSWER, ...PROBLEMS } } },
    (_request, reply) => reply.type('text/html; charset=utf-8').send(docsPage(document())),
  );
  for (const [name, type, ...parts] of [
    ['page.css', 'text/css', '../../../shared/colors.css', './page.css'],
    ['page.js', 'text/javascript', './page.js'],
  ] as const) {
    const content = parts.map((part) => readFileSync(new URL(part, import.meta.url), 'utf8')).join('');
    const send = { config, schema: { hide: true } };
    app.get(`/api/docs/${name}`, send, (_request, reply) => reply.type(`${type}; charset=utf-8`).send(content));
  }
}
