import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import type { App } from '../app.ts';

const CHECK_WITHIN_MS = 2_000;

const Health = z.object({ status: z.literal('ok') });
const Readiness = z.object({ ready: z.boolean(), checks: z.record(z.string(), z.enum(['ok', 'failed'])) });

/** Whether one thing works that recording needs; a throw or two seconds of silence mean no. */
export type ReadyCheck = () => boolean | Promise<boolean>;

export interface HealthRoutesOptions {
  /** By name: `database`, `storage`, `hub`, `eventLoop`. A camera that is down is none of them. */
  readonly ready: Readonly<Record<string, ReadyCheck>>;
  readonly clock: Clock;
}

/** For supervisors and balancers: the process lives; it can record. Open, so they say no more than that. */
export function healthRoutes(app: App, { ready, clock }: HealthRoutesOptions): void {
  const shared = { method: ['GET', 'HEAD'] as ['GET', 'HEAD'], config: { policy: 'open' } as const };
  app.route({
    ...shared,
    url: '/healthz',
    schema: { tags: ['health'], summary: 'The process lives', response: { 200: Health } },
    handler: () => ({ status: 'ok' as const }),
  });
  app.route({
    ...shared,
    url: '/readyz',
    schema: { tags: ['health'], summary: 'It can record', response: { 200: Readiness, 503: Readiness } },
    handler: async (_request, reply) => {
      const answer = await readiness(ready, clock);
      return await reply.code(answer.ready ? 200 : 503).send(answer);
    },
  });
}

async function readiness(ready: HealthRoutesOptions['ready'], clock: Clock): Promise<z.infer<typeof Readiness>> {
  const results = await Promise.all(Object.entries(ready).map(async ([name, check]) => [name, await isOk(check, clock)] as const));
  const checks = Object.fromEntries(results.map(([name, ok]) => [name, ok ? ('ok' as const) : ('failed' as const)]));
  return { ready: results.every(([, ok]) => ok), checks };
}

async function isOk(check: ReadyCheck, clock: Clock): Promise<boolean> {
  const waiting = new AbortController();
  const tooLate = clock.sleep(CHECK_WITHIN_MS, waiting.signal).then(
    () => false,
    () => false,
  );
  try {
    return await Promise.race([Promise.resolve(check()), tooLate]);
  } catch {
    return false;
  } finally {
    waiting.abort();
  }
}
