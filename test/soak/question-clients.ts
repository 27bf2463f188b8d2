import type { Answer } from '../fakes/visitor.ts';
import { type Client, type ClientAction, together } from './client.ts';

const MANY_CHANNELS = '&channel=1'.repeat(1_400);
const PLAYED_AT_MOST = 12;

async function playlist(client: Client, channel: number, more = ''): Promise<string[]> {
  const answer = await client.get(
    `/api/channel/${channel}/playlist.m3u8?from=${client.ago(client.chance.whole(20, 90))}&to=${client.ago(5)}${more}`,
  );
  return answer?.status === 200 ? answer.text.split('\n') : [];
}

/** Plays some of what a playlist names, as its byte ranges say. */
async function play(client: Client, lines: readonly string[]): Promise<void> {
  const parts = lines.flatMap((line, at) => {
    const [, bytes, offset] = /^#EXT-X-BYTERANGE:(\d+)@(\d+)/.exec(line) ?? [];
    const address = lines[at + 1] ?? '';
    return bytes === undefined ? [] : [{ address, range: `bytes=${offset}-${Number(offset) + Number(bytes) - 1}` }];
  });
  for (const { address, range } of parts.slice(0, PLAYED_AT_MOST)) if (address) await client.get(address, { range });
}

/** Makes some, looks at the list, ends all that there are. */
async function protectAndEnd(client: Client): Promise<void> {
  const made = client.chance.pick([1, 5, 60]);
  await together(made, () => {
    const from = client.chance.whole(10, 40_000_000); // most of it lies before anything was recorded
    return client.change('POST', '/api/protections', {
      channel: client.channel(),
      from: client.ago(from + 10),
      to: client.ago(from),
      note: 'soak',
    });
  });
  const answer: Answer | undefined = await client.get('/api/protections');
  const { protections = [] } = (answer?.status === 200 ? answer.json : {}) as { protections?: readonly { readonly id: number }[] };
  for (const { id } of protections.slice(0, 100)) await client.change('DELETE', `/api/protections/${id}`);
}

/** Pages that ask what was recorded, and programs that ask for more than anybody needs. */
export const QUESTION_CLIENTS: readonly ClientAction[] = [
  {
    name: 'estimate-years',
    weight: 1,
    act: async (client) => {
      await client.get(`/api/exports/estimate?from=2019-11-22T00:00:00Z&to=${client.ago(0)}${MANY_CHANNELS}`);
    },
  },
  {
    name: 'repeated-parameters',
    weight: 1,
    act: async (client) => {
      await client.get(`/api/timeline?from=${client.ago(32 * 86_400)}&to=${client.ago(0)}&activity=1${MANY_CHANNELS}`);
      await client.get(`/api/events?limit=500${'&kind=recording'.repeat(400)}`);
      await client.get(`/api/coverage?month=2026-11${MANY_CHANNELS}`);
    },
  },
  { name: 'protections', weight: 1, act: protectAndEnd },
  {
    name: 'transcoded-at-once',
    weight: 1,
    act: async (client) => {
      const lines = await playlist(client, client.channel(), '&transcode=1');
      const parts = lines.filter((line) => line.includes('transcoded.m4s'));
      if (parts.length > 0)
        await together(client.chance.pick([1, 4, 60]), async (index) => void (await client.get(parts[index % parts.length] ?? '')));
    },
  },
  {
    name: 'playlists',
    weight: 4,
    act: async (client) => {
      await play(client, await playlist(client, client.channel()));
      await client.get(`/api/channel/${client.channel()}/playlist.m3u8?from=${client.ago(60)}`);
    },
  },
  {
    name: 'thumbnails',
    weight: 3,
    act: async (client) => {
      await together(
        client.chance.whole(1, 10),
        async () => void (await client.get(`/api/channel/${client.channel()}/thumbnail.jpg?at=${client.ago(client.chance.whole(1, 300))}`)),
      );
      await client.get(`/api/channel/${client.channel()}/sprites.jpg?at=${client.ago(30)}`);
    },
  },
  {
    name: 'pages',
    weight: 4,
    act: async (client) => {
      const places = [
        '/',
        '/api/live',
        '/api/storage',
        '/api/health',
        '/api/health/history',
        '/api/events?limit=100',
        '/api/config',
        '/api/alarms',
        '/metrics',
      ];
      for (const place of places) await client.get(place);
      await client.get(`/api/timeline?from=${client.ago(3_600)}&to=${client.ago(0)}&activity=1`);
    },
  },
];
