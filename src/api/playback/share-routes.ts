import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HOUR_MS } from '#shared/durations.ts';
import type { EventTold } from '#shared/event-data.ts';
import { Message } from '#shared/session.ts';
import { type Share, ShareMade, ShareRequest, SharesAnswer } from '#shared/shares.ts';
import type { Auth } from '../../auth/auth.ts';
import { isoOf, isoOrNull } from '../../lib/iso-time.ts';
import type { ShareFacts, Shares } from '../../playback/playback.ts';
import { addressOf } from '../access/client-address.ts';
import { demandOwn, type Ownership } from '../access/ownership.ts';
import { signedIn } from '../access/policy.ts';
import type { App } from '../app.ts';
import type { Channels } from '../channels.ts';
import { PROBLEMS } from '../problems.ts';

export interface ShareRoutesOptions {
  readonly shares: Pick<Shares, 'make' | 'list' | 'get' | 'revoke'>;
  readonly auth: Pick<Auth, 'hashOf'> & Ownership;
  readonly channels: Channels;
  readonly addEvent: (event: EventTold) => Promise<void>;
}

const TAG = ['exports'];

/** Links to exports, for those who make them; what a link opens is in share-page-routes.ts. */
export function shareRoutes(app: App, options: ShareRoutesOptions): void {
  make(app, options);
  list(app, options);
  revoke(app, options);
}

function make(app: App, { shares, auth, channels, addEvent }: ShareRoutesOptions): void {
  app.post(
    '/api/shares',
    {
      config: { policy: 'session+csrf' },
      schema: {
        tags: TAG,
        summary: 'Make a link to an export; it is told only now',
        body: ShareRequest,
        response: { 201: ShareMade, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { exportId, hours, note, pin } = request.body;
      const { user } = signedIn(request);
      const pinHash = pin === undefined ? null : await auth.hashOf(pin);
      const { share, token } = await shares.make({ exportId, note, pinHash, by: user, keptForMs: hours * HOUR_MS });
      const span = { cameras: channels.namesOf(share.channels), from: isoOf(share.from), to: isoOf(share.to) };
      const data = { user, address: addressOf(request), id: share.id, hasPin: pinHash !== null, until: isoOf(share.expiresAt), ...span };
      await addEvent({ kind: 'share_added', data });
      return await reply.code(201).send({ share: answerOf(share, request, auth), path: `/share/${token}` });
    },
  );
}

function list(app: App, { shares, auth }: ShareRoutesOptions): void {
  app.get(
    '/api/shares',
    {
      config: { policy: 'session' },
      schema: { tags: TAG, summary: 'Links to exports, newest first', response: { 200: SharesAnswer, ...PROBLEMS } },
    },
    async (request) => ({ shares: (await shares.list()).map((share) => answerOf(share, request, auth)) }),
  );
}

function revoke(app: App, { shares, auth, addEvent }: ShareRoutesOptions): void {
  app.delete(
    '/api/shares/:id',
    {
      config: { policy: 'session+csrf' },
      schema: {
        tags: TAG,
        summary: 'End a link at once',
        params: z.object({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
        response: { 200: Message, ...PROBLEMS },
      },
    },
    async (request) => {
      const { id, by } = await shares.get(request.params.id);
      demandOwn(request, { by, what: 'link' }, auth);
      await shares.revoke(id);
      const { user } = signedIn(request);
      await addEvent({ kind: 'share_removed', data: { user, address: addressOf(request), id } });
      return { message: 'Revoked' };
    },
  );
}

function answerOf({ pinHash, channels, ...share }: ShareFacts, request: FastifyRequest, auth: Ownership): Share {
  return {
    ...share,
    mayChange: auth.mayChange(share.by, signedIn(request)),
    channels: [...channels],
    from: isoOf(share.from),
    to: isoOf(share.to),
    createdAt: isoOf(share.createdAt),
    expiresAt: isoOf(share.expiresAt),
    lastViewedAt: isoOrNull(share.lastViewedAt),
    hasPin: pinHash !== null,
  };
}
