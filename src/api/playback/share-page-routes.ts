import path from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DAY_MS, MINUTE_MS } from '#shared/durations.ts';
import type { EventTold } from '#shared/event-data.ts';
import { Message } from '#shared/session.ts';
import { PinRequest } from '#shared/shares.ts';
import type { Auth } from '../../auth/auth.ts';
import type { Clock } from '../../lib/clock.ts';
import { Refused } from '../../lib/errors.ts';
import { networkOf } from '../../lib/network-of.ts';
import type { Exports, ShareFacts, Shares } from '../../playback/playback.ts';
import { AttemptWindow } from '../access/attempt-window.ts';
import { addressOf } from '../access/client-address.ts';
import type { App } from '../app.ts';
import type { Channels } from '../channels.ts';
import { PROBLEMS } from '../problems.ts';
import type { Downloads } from '../recordings/downloads.ts';
import { fileNameForPeople } from '../recordings/recording-entry.ts';
import { clipPage, gonePage, pinPage, SHARE_SCRIPT, SHARE_STYLE, shareScript, shareStyle } from './share-page.ts';
import { SharePass } from './share-pass.ts';

export interface SharePageOptions {
  readonly shares: Pick<Shares, 'ofToken' | 'viewed' | 'tryPin' | 'forgivePin'>;
  readonly exports: Pick<Exports, 'get' | 'progressOf' | 'file'>;
  readonly auth: Pick<Auth, 'isRight'>;
  readonly channels: Channels;
  readonly downloads: Downloads;
  readonly timeZone: string;
  readonly isHttps: boolean;
  readonly addEvent: (event: EventTold) => Promise<void>;
  readonly clock: Clock;
}

interface Desk extends SharePageOptions {
  readonly pass: SharePass;
  /** Links that open nothing, by network. */
  readonly misses: AttemptWindow;
  /** PINs, by network. */
  readonly pins: AttemptWindow;
  /** Wrong PINs of a link, by network: who guesses keeps nobody else out. */
  readonly wrongPins: AttemptWindow;
}

const MISSES = { most: 30, windowMs: MINUTE_MS, sentence: 'Too many wrong links' };
const WRONG_PINS = { most: 10, windowMs: DAY_MS, sentence: 'Too many wrong PINs' };
const PINS = { most: 5, windowMs: MINUTE_MS, sentence: 'Too many PINs' };
const Token = z.object({ token: z.string().max(200) });
const open = { policy: 'open' } as const;

/**
 * What whoever has a link may see, without a session: its page, its PIN's door and the files of its export, nothing else. A link that
 * was never made, one that expired, one that was revoked and one that is locked for newcomers answer alike.
 */
export function sharePageRoutes(app: App, options: SharePageOptions): void {
  const { clock, isHttps } = options;
  const windowOf = (limit: typeof MISSES): AttemptWindow => new AttemptWindow({ ...limit, clock });
  const windows = { misses: windowOf(MISSES), pins: windowOf(PINS), wrongPins: windowOf(WRONG_PINS) };
  const desk: Desk = { ...options, ...windows, pass: new SharePass({ clock, isHttps }) };
  assets(app);
  page(app, desk);
  pin(app, desk);
  file(app, desk);
}

function assets(app: App): void {
  const schema = { hide: true };
  app.get(SHARE_STYLE, { config: open, schema }, (_request, reply) => reply.type('text/css; charset=utf-8').send(shareStyle));
  app.get(SHARE_SCRIPT, { config: open, schema }, (_request, reply) => reply.type('text/javascript; charset=utf-8').send(shareScript));
}

function page(app: App, desk: Desk): void {
  const schema = { hide: true, params: Token };
  app.get('/share/:token', { config: open, schema }, async (request, reply) => {
    const { token } = request.params;
    const accepted = request.headers['accept-language'];
    secretPage(reply).type('text/html; charset=utf-8').header('vary', 'accept-language');
    const share = await shareOf(request, token, desk);
    const isOpen = share !== undefined && mayEnter(request, share, desk);
    if (!share || (share.isLocked && !isOpen)) return await reply.code(404).send(gonePage({ accepted }));
    if (!isOpen) return await reply.send(pinPage({ accepted }));
    const { exports, shares, channels, timeZone } = desk;
    const job = await exports.get(share.exportId);
    if (job.state === 'done') await shares.viewed(share.id);
    const nameOf = (channel: number): string => channels.nameOf(channel);
    return await reply.send(clipPage({ accepted, share, job, progress: exports.progressOf(job), nameOf, timeZone, token }));
  });
}

function pin(app: App, desk: Desk): void {
  app.post(
    '/share/:token/pin',
    { config: open, schema: { hide: true, params: Token, body: PinRequest, response: { 200: Message, ...PROBLEMS } } },
    async (request, reply) => {
      const { token } = request.params;
      secretPage(reply);
      const share = await shareOf(request, token, desk);
      if (!share?.pinHash || share.isLocked) throw nothingHere();
      const network = networkOf(addressOf(request));
      const ofLink = `${share.id} ${network}`;
      desk.pins.count(network);
      desk.wrongPins.count(ofLink);
      if (!(await isRightPin(request.body.pin, share, desk))) throw new Refused('pin-wrong', 'This PIN is not right');
      desk.wrongPins.forgive(ofLink);
      desk.pass.give(reply, token, share.id);
      return { message: 'Open' };
    },
  );
}

async function isRightPin(typed: string, { id, pinHash }: ShareFacts, { shares, auth, addEvent }: Desk): Promise<boolean> {
  const { isAllowed, isLast } = await shares.tryPin(id);
  if (!isAllowed || pinHash === null) throw nothingHere();
  const isRight = await auth.isRight(typed, pinHash).catch(async (error: unknown) => {
    await shares.forgivePin(id);
    throw error;
  });
  if (isRight) await shares.forgivePin(id);
  else if (isLast) await addEvent({ kind: 'share_locked', data: { id } });
  return isRight;
}

function file(app: App, desk: Desk): void {
  const { channels, exports, shares, downloads, timeZone } = desk;
  app.route({
    method: ['GET', 'HEAD'],
    url: '/share/:token/:name',
    config: open,
    schema: {
      hide: true,
      params: Token.extend({ name: z.string().max(64) }),
      querystring: z.object({ download: z.string().optional() }),
    },
    handler: async (request, reply): Promise<FastifyReply> => {
      const { token, name } = request.params;
      secretPage(reply);
      const share = await shareOf(request, token, desk);
      if (!share || !mayEnter(request, share, desk)) throw nothingHere();
      if (/^\s*bytes=.*,/.test(request.headers.range ?? '')) throw new Refused('range-refused', 'Ask for one range at a time');
      const { path: place, facts } = await exports.file(share.exportId, name).catch(() => Promise.reject(nothingHere()));
      if (!facts) throw nothingHere(); // the manifest names the one who exported
      downloads.ofLink(request, reply, { id: share.id, isAlive: async () => (await shares.ofToken(token)) !== undefined });
      reply.type('video/mp4').header('cache-control', 'private, no-store');
      const how = { root: path.dirname(place), cacheControl: false, contentType: false, index: false } as const;
      if (request.query.download === undefined) return reply.sendFile(path.basename(place), path.dirname(place), how);
      const shown = fileNameForPeople(channels.nameOf(facts.channel), facts.name, Date.parse(facts.from), timeZone);
      return reply.download(path.basename(place), shown, how);
    },
  });
}

/** The link stays between its owner and us: no search engine, no other site and no cache hears of it. */
function secretPage(reply: FastifyReply): FastifyReply {
  return reply.headers({
    'x-robots-tag': 'noindex, nofollow, noarchive',
    'referrer-policy': 'no-referrer',
    'cache-control': 'private, no-store',
  });
}

async function shareOf(request: FastifyRequest, token: string, { shares, misses }: Desk): Promise<ShareFacts | undefined> {
  const address = networkOf(addressOf(request));
  misses.demand(address);
  const share = await shares.ofToken(token);
  if (!share) misses.count(address);
  return share;
}

function mayEnter(request: FastifyRequest, { id, pinHash }: ShareFacts, { pass }: Desk): boolean {
  return pinHash === null || pass.isGood(request, id);
}

function nothingHere(): Refused {
  return new Refused('not-found', 'There is nothing at this address');
}
