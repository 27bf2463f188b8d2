import type { Export, ExportsAnswer } from '#shared/exports.ts';
import type { Client, ClientAction } from './client.ts';

async function request(client: Client, seconds: number): Promise<Export | undefined> {
  const answer = await client.change('POST', '/api/exports', {
    channels: [client.channel()],
    from: client.ago(seconds),
    to: client.ago(0),
    cut: client.chance.pick(['keyframes', 'exact']),
  });
  return answer?.status === 202 ? (answer.json as Export) : undefined;
}

/** What clients left behind that were interrupted. */
async function tidy(client: Client): Promise<void> {
  const answer = await client.get('/api/exports');
  const { exports = [] } = (answer?.status === 200 ? answer.json : {}) as Partial<ExportsAnswer>;
  for (const { id } of exports.slice(0, 20)) await client.change('DELETE', `/api/exports/${id}`);
}

/** People who take recordings away, and change their minds. */
export const EXPORT_CLIENTS: readonly ClientAction[] = [
  {
    name: 'export-cancelled',
    weight: 4,
    act: async (client) => {
      for (let count = client.chance.whole(1, 6); count > 0; count--) {
        const job = await request(client, 60);
        await client.pause(client.chance.pick([0, 10, 100, 1_000, 4_000]));
        if (job) await client.change('DELETE', `/api/exports/${job.id}`);
      }
    },
  },
  {
    name: 'export-downloaded',
    weight: 2,
    act: async (client) => {
      let job = await request(client, client.chance.whole(10, 120));
      for (let looks = 0; job && looks < 40 && job.state !== 'done' && job.state !== 'failed'; looks++) {
        await client.pause(500);
        job = (await client.get(`/api/exports/${job.id}`))?.json as Export | undefined;
      }
      for (const { url } of job?.files ?? []) await client.get(url);
      if (job) await client.change('DELETE', `/api/exports/${job.id}`);
      else await tidy(client);
    },
  },
  {
    name: 'exports-at-once',
    weight: 1,
    act: async (client) => {
      await Promise.all(Array.from({ length: 60 }, () => request(client, 30)));
      await tidy(client);
    },
  },
];
