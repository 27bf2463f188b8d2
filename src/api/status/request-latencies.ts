import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MetricFamily, Sample } from '../../lib/prometheus-text.ts';
import type { App } from '../app.ts';

const BOUNDS_S = [0.005, 0.02, 0.1, 0.3, 1, 3, 10];

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly counts: number[];
  count: number;
  sumS: number;
}

/** How long answers took, by route and kind of status; there are only as many series as routes. */
export class RequestLatencies {
  readonly #series = new Map<string, Series>();

  /** Begins to measure every route that is registered from now on. */
  static of(app: App): RequestLatencies {
    const latencies = new RequestLatencies();
    app.addHook('onResponse', async (request, reply) => latencies.#note(request, reply));
    return latencies;
  }

  family(): MetricFamily {
    const samples = [...this.#series.values()].flatMap(samplesOf);
    return { name: 'nvr_http_request_duration_seconds', type: 'histogram', help: 'How long answers took', samples };
  }

  #note({ method, routeOptions, is404 }: FastifyRequest, reply: FastifyReply): void {
    if (String(reply.getHeader('content-type')).startsWith('text/event-stream')) return; // it lasts as long as somebody listens
    const route = is404 ? 'none' : (routeOptions.url ?? 'none');
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    const key = `${method} ${route} ${status}`;
    const series = this.#series.get(key) ?? { labels: { method, route, status }, counts: BOUNDS_S.map(() => 0), count: 0, sumS: 0 };
    this.#series.set(key, series);
    const seconds = reply.elapsedTime / 1000;
    const at = BOUNDS_S.findIndex((bound) => seconds <= bound);
    if (at >= 0) series.counts[at] = (series.counts[at] ?? 0) + 1;
    series.count++;
    series.sumS += seconds;
  }
}

function samplesOf({ labels, counts, count, sumS }: Series): Sample[] {
  let below = 0;
  const buckets = BOUNDS_S.map((bound, at) => {
    below += counts[at] ?? 0;
    return { suffix: '_bucket', labels: { ...labels, le: bound }, value: below };
  });
  return [
    ...buckets,
    { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
    { suffix: '_sum', labels, value: Math.round(sumS * 1e6) / 1e6 },
    { suffix: '_count', labels, value: count },
  ];
}
