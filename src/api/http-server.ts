import { randomBytes } from 'node:crypto';
import cookie from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import websocket from '@fastify/websocket';
import { type FastifyBaseLogger, fastify, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Logger } from '../lib/log.ts';
import type { Redactor } from '../lib/redact.ts';
import type { SocketLimits } from './access/socket-limits.ts';
import type { App } from './app.ts';
import { answerBadClient, errorAnswers } from './errors.ts';

const BODY_BYTES = 256 * 1024;
const HEADER_BYTES = 16 * 1024;
const SOCKET_MESSAGE_BYTES = 64 * 1024;

export interface HttpServerOptions {
  /** CIDRs of the proxies whose X-Forwarded-For is believed. */
  readonly trustProxy: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly sockets: SocketLimits;
  readonly log: Logger;
  readonly redactor: Redactor;
}

/** Fastify with our limits, our error answers and JSON as the only body; without any route. */
export async function httpServer({ trustProxy, headers, sockets, log, redactor }: HttpServerOptions): Promise<App> {
  const logger: FastifyBaseLogger = log;
  const answerError = errorAnswers({ log, redactor });
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomBytes(8).toString('base64url'),
    trustProxy: trustProxy.length ? [...trustProxy] : false,
    bodyLimit: BODY_BYTES,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    http: { maxHeaderSize: HEADER_BYTES, headersTimeout: 15_000, connectionsCheckingInterval: 5_000 },
    exposeHeadRoutes: false,
    clientErrorHandler: answerBadClient,
    // addresses that cannot even be routed meet no hook
    frameworkErrors: (error, request, reply) => answerError(error, request, reply.headers(headers)),
  }).withTypeProvider<ZodTypeProvider>();
  sockets.watch(app.server);
  app.addHook('preHandler', async (request, reply) => {
    if (request.session) sockets.signedIn(request, reply);
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  readOnlyJson(app);
  await app.register(cookie);
  await app.register(fastifyStatic, { serve: false });
  await app.register(websocket, {
    options: { maxPayload: SOCKET_MESSAGE_BYTES },
    errorHandler: (_error, socket) => socket.terminate(),
  });
  return app;
}

/** Forms and plain text are what pages of other sites can send without asking. */
function readOnlyJson(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '')
      done(null, undefined); // some clients announce JSON and send nothing
    else void parse(request, body, done);
  });
}
