import { z } from 'zod';
import { SpritesAnswer } from '#shared/playback.ts';
import { isoOf } from '../../lib/iso-time.ts';
import { type Playback, SPRITES } from '../../playback/playback.ts';
import type { App } from '../app.ts';
import { ChannelParams, type Channels } from '../channels.ts';
import { Instant } from '../instant.ts';
import { PROBLEMS } from '../problems.ts';

/** What these routes ask playback. */
export type ThumbnailSource = Pick<Playback, 'thumbnail' | 'sprites' | 'spriteSheet'>;

export interface ThumbnailRoutesOptions {
  readonly channels: Channels;
  readonly playback: ThumbnailSource;
}

const TAG = ['playback'];
const { columns, tileWidth, tileHeight } = SPRITES;
const config = { policy: 'session' } as const;
const JPEG = { description: 'JPEG', content: { 'image/jpeg': { schema: z.any() } } };
const AtQuery = z.object({ at: Instant });
/** A day: the recording may be deleted, and its pictures with it. */
const KEPT = 'private, max-age=86400';

/** Pictures for scrubbing. */
export function thumbnailRoutes(app: App, options: ThumbnailRoutesOptions): void {
  thumbnail(app, options);
  sprites(app, options);
  spriteSheet(app, options);
}

function thumbnail(app: App, { channels, playback }: ThumbnailRoutesOptions): void {
  app.get(
    '/api/channel/:ch/thumbnail.jpg',
    {
      config,
      schema: {
        tags: TAG,
        summary: 'The keyframe nearest to a moment, 320 pixels wide; `X-Picture-Time` says when it was',
        params: ChannelParams,
        querystring: AtQuery,
        response: { 200: JPEG, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { jpeg, at, isSettled } = await playback.thumbnail(channels.demand(request.params.ch), request.query.at);
      reply.headers({ 'x-picture-time': isoOf(at), 'cache-control': isSettled ? KEPT : 'private, no-cache' });
      return reply.type('image/jpeg').send(jpeg);
    },
  );
}

function sprites(app: App, { channels, playback }: ThumbnailRoutesOptions): void {
  app.get(
    '/api/channel/:ch/sprites',
    {
      config,
      schema: {
        tags: TAG,
        summary: 'What the sheet of small pictures of the ten minutes around a moment shows',
        params: ChannelParams,
        querystring: AtQuery,
        response: { 200: SpritesAnswer, ...PROBLEMS },
      },
    },
    async (request) => {
      const channel = channels.demand(request.params.ch);
      const { from, to, tiles, version } = await playback.sprites(channel, request.query.at);
      const url = `/api/channel/${channel}/sprites.jpg?at=${isoOf(from)}&v=${version}`;
      return { from: isoOf(from), to: isoOf(to), url, columns, tileWidth, tileHeight, tiles: tiles.map(isoOf) };
    },
  );
}

function spriteSheet(app: App, { channels, playback }: ThumbnailRoutesOptions): void {
  app.get(
    '/api/channel/:ch/sprites.jpg',
    {
      config,
      schema: {
        tags: TAG,
        summary: 'That sheet',
        params: ChannelParams,
        querystring: AtQuery.extend({ v: z.string().max(64).optional().describe('As /api/channel/{ch}/sprites names it') }),
        response: { 200: JPEG, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const jpeg = await playback.spriteSheet(channels.demand(request.params.ch), request.query.at);
      return reply
        .header('cache-control', request.query.v === undefined ? 'private, no-cache' : KEPT)
        .type('image/jpeg')
        .send(jpeg);
    },
  );
}
