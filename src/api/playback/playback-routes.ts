import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DAY_MS } from '#shared/durations.ts';
import type { Clock } from '../../lib/clock.ts';
import { Refused } from '../../lib/errors.ts';
import type { Playback, Playlist } from '../../playback/playback.ts';
import { signedIn } from '../access/policy.ts';
import type { App } from '../app.ts';
import { ChannelParams, type Channels } from '../channels.ts';
import { Instant } from '../instant.ts';
import { PROBLEMS } from '../problems.ts';

const LONGEST_MS = DAY_MS;
const GZIP_FROM_BYTES = 1_400;
const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';
const compress = promisify(gzip);

/** What these routes ask playback. */
export type PlaylistSource = Pick<Playback, 'playlist' | 'initSegment' | 'copy'>;

export interface PlaybackRoutesOptions {
  readonly channels: Channels;
  readonly playback: PlaylistSource;
  readonly clock: Clock;
}

const TAG = ['playback'];
const config = { policy: 'session' } as const;

/** Playlists, and what they name beside `/recordings/…`. */
export function playbackRoutes(app: App, options: PlaybackRoutesOptions): void {
  playlist(app, options);
  initSegment(app, options);
}

function playlist(app: App, { channels, playback, clock }: PlaybackRoutesOptions): void {
  app.get(
    '/api/channel/:ch/playlist.m3u8',
    {
      config,
      schema: {
        tags: TAG,
        summary: 'HLS over everything recorded in a span of up to 24 hours; without `to`, or with one to come, it grows',
        params: ChannelParams,
        querystring: z.object({ from: Instant, to: Instant.optional(), transcode: z.enum(['0', '1']).optional() }),
        response: { 200: { description: 'The playlist', content: { [PLAYLIST_TYPE]: { schema: z.any() } } }, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { from, to, transcode } = request.query;
      const channel = channels.demand(request.params.ch);
      const now = clock.now();
      if (to !== undefined && to <= from) throw new Refused('input-invalid', '`to` must be later than `from`');
      if ((to ?? now) - from > LONGEST_MS) throw new Refused('input-invalid', 'Ask for 24 hours at most');
      const span = { from, to: to !== undefined && to <= now ? to : null };
      const convertFor = transcode === '1' ? signedIn(request).user : undefined;
      return await sendPlaylist(await playback.playlist({ channel, ...span, convertFor }), request, reply);
    },
  );
}

async function sendPlaylist({ text, etag, isSettled }: Playlist, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  reply.headers({
    etag,
    vary: 'accept-encoding',
    // not for ever: retention may delete what it names
    'cache-control': isSettled ? 'private, max-age=86400, immutable' : 'private, no-cache',
  });
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  reply.type(PLAYLIST_TYPE);
  const bytes = Buffer.from(text);
  if (bytes.length < GZIP_FROM_BYTES || !/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(request.headers['accept-encoding'] ?? ''))
    return reply.send(bytes);
  return reply.header('content-encoding', 'gzip').send(await compress(bytes));
}

function initSegment(app: App, { playback }: PlaybackRoutesOptions): void {
  app.get(
    '/api/playback/init/:sha256.mp4',
    {
      config,
      schema: {
        tags: TAG,
        summary: 'An init segment that a playlist names',
        params: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
        response: { 200: { description: 'ftyp and moov', content: { 'video/mp4': { schema: z.any() } } }, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const init = await playback.initSegment(request.params.sha256);
      if (!init) throw new Refused('not-found', 'There is no such init segment');
      // its name is its content
      reply.header('cache-control', 'private, max-age=31536000, immutable').type('video/mp4');
      return reply.send(Buffer.from(init));
    },
  );
}
