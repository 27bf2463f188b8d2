import swagger from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { App } from './app.ts';
import { docsPage, docsStyle } from './docs-page.ts';

/** Collects the routes that follow into an OpenAPI 3.1 document. */
export async function collectOpenApi(app: App, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Mini-NVR',
        version,
        description: 'Sign in with POST /api/login; send X-CSRF-Token with every method that changes something. See docs/api.md.',
      },
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
      const security = { open: [], session: [{ session: [] }], 'session+csrf': [{ session: [], csrf: [] }] }[
        input.route.config?.policy ?? 'session'
      ];
      return { url, schema: { ...schema, security } };
    },
  });
}

/** GET /api/openapi.json, and the same for people at /api/docs. */
export function openApiRoutes(app: App): void {
  const config = { policy: 'session' } as const;
  const schema = { hide: true };
  app.get('/api/openapi.json', { config, schema }, (_request, reply) => reply.type('application/json').send(app.swagger()));
  app.get('/api/docs', { config, schema }, (_request, reply) => reply.type('text/html; charset=utf-8').send(docsPage(app.swagger())));
  app.get('/api/docs/style.css', { config, schema }, (_request, reply) => reply.type('text/css; charset=utf-8').send(docsStyle));
}
