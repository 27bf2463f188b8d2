import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refused } from '../../lib/errors.ts';
import { type MetricFamily, prometheusText } from '../../lib/prometheus-text.ts';
import type { App } from '../app.ts';
import { PROBLEMS } from '../problems.ts';

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

export interface MetricsRoutesOptions {
  readonly metrics: () => Promise<readonly MetricFamily[]>;
  /** What this room measures itself. */
  readonly ownMetrics: () => Promise<readonly MetricFamily[]>;
  /** METRICS_TOKEN; null: only this machine may ask. */
  readonly token: string | null;
}

/** GET /metrics. Open to no session: programs bring a token, or come from this machine. */
export function metricsRoutes(app: App, { metrics, ownMetrics, token }: MetricsRoutesOptions): void {
  const digest = token === null ? null : digestOf(token);
  app.get(
    '/metrics',
    {
      config: { policy: 'open' },
      schema: {
        tags: ['health'],
        summary: 'For Prometheus: with Authorization: Bearer METRICS_TOKEN, or without a token from this machine only',
        response: { 200: { description: 'Metrics', content: { 'text/plain': { schema: z.any() } } }, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      if (digest) demandToken(request, digest);
      else demandThisMachine(request);
      const text = prometheusText((await Promise.all([metrics(), ownMetrics()])).flat());
      return await reply.type(CONTENT_TYPE).header('cache-control', 'no-store').send(text);
    },
  );
}

function demandToken({ headers }: FastifyRequest, digest: Buffer): void {
  const [, given = ''] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  if (!timingSafeEqual(digestOf(given), digest)) throw new Refused('not-signed-in', 'Send Authorization: Bearer and METRICS_TOKEN');
}

/** A reverse proxy on this machine speaks for everybody: it shows by the name it was asked for, or by what it adds. */
function demandThisMachine({ headers, socket }: FastifyRequest): void {
  const isNear = /^(?:::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '');
  const isDirect = FORWARDED.every((name) => headers[name] === undefined);
  const isLocalName = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i.test(headers.host ?? '');
  if (isNear && isDirect && isLocalName) return;
  throw new Refused('metrics-local', 'Only this machine may read metrics: ask 127.0.0.1, or set METRICS_TOKEN');
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
