import type { FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { isLoginRefused } from '#shared/channel.ts';
import type { Hub, LiveView, StreamKind, StreamTrouble } from '../../hub/hub.ts';
import { messageOf, Refused, StreamUnavailable } from '../../lib/errors.ts';
import type { Redactor } from '../../lib/redact.ts';
import { signedIn } from '../access/policy.ts';
import type { SessionWatch } from '../access/session-watch.ts';
import type { App } from '../app.ts';
import { ChannelParams, type Channels } from '../channels.ts';
import { PROBLEMS } from '../problems.ts';
import type { CameraGate } from './camera-gate.ts';
import { cleanOffer } from './live-offer.ts';
import { type HubSide, LiveSocket, type LiveWay, type ViewerEnd } from './live-socket.ts';
import type { LiveViewers, Viewer } from './live-viewers.ts';

/** A live view by WebRTC, which ends when we say so. */
export type HubView = Pick<LiveView, 'ended' | 'end' | 'socket' | 'whep'>;

/** What live views need of the hub; only fixed names of configured channels ever reach it. */
export type LiveHub = Pick<Hub, 'streamName' | 'openSocket' | 'snapshot' | 'lastSnapshot'> & {
  openView(...view: Parameters<Hub['openView']>): HubView;
};

export interface LiveRoutesOptions {
  readonly hub: LiveHub;
  readonly explain: (hubError: string) => StreamTrouble;
  readonly gate: CameraGate;
  readonly viewers: LiveViewers;
  readonly watch: SessionWatch;
  readonly channels: Channels;
  readonly redactor: Redactor;
}

const StreamQuery = z.object({ stream: z.enum(['main', 'sub']).default('main').describe('sub: the main stream where there is no sub') });
const SnapshotQuery = StreamQuery.extend({
  fresh: z.enum(['0', '1']).default('0').describe('1: a picture of now or none; else the last one while the camera has just gone'),
});
/** So old may a picture be that takes the place of one of now. */
const LAST_FOR_MS = 600_000;
const TAG = ['live'];

/** Live pictures of named channels: a socket for WebRTC and MSE, WHEP, and a still picture. @returns beat, to be called every 20 s */
export async function liveRoutes(app: App, options: LiveRoutesOptions): Promise<{ beat(): void }> {
  const sockets = new Set<LiveSocket>();
  socket(app, options, sockets);
  snapshot(app, options);
  await whep(app, options);
  return { beat: () => void [...sockets].map((open) => open.beat()) };
}

function socket(app: App, options: LiveRoutesOptions, sockets: Set<LiveSocket>): void {
  app.route({
    method: 'GET',
    url: '/api/channel/:ch/live',
    config: { policy: 'session', isSocket: true },
    schema: {
      tags: TAG,
      summary: 'WebSocket: live by WebRTC or MSE, with the messages of go2rtc',
      params: ChannelParams,
      querystring: StreamQuery,
      response: PROBLEMS,
    },
    preHandler: async (request) => {
      options.channels.demand(request.params.ch);
    },
    handler: () => {
      throw new Refused('upgrade-required', 'Open this address as a WebSocket');
    },
    wsHandler: (viewer, request) => {
      // validated above; the plugin's type of this handler does not know the schema
      const { ch: channel } = request.params as z.infer<typeof ChannelParams>;
      const { stream } = request.query as z.infer<typeof StreamQuery>;
      const session = signedIn(request);
      const { user } = session;
      const ends = new DisposableStack();
      const live = new LiveSocket({
        viewer,
        channel,
        user,
        join: (way) => join(way, { channel, stream, user }, options),
        explain: options.explain,
        redactor: options.redactor,
        onTrouble: (trouble) => refused(channel, trouble, options),
        onEnd: () => ends.dispose(),
      });
      const admitted = options.viewers.admit(live);
      if (typeof admitted === 'string') return live.end(admitted);
      ends.use(admitted);
      sockets.add(live);
      ends.defer(() => sockets.delete(live));
      ends.use(options.watch.add(session, () => live.end('session_ended')));
    },
  });
}

/** What is to be watched, and who wants to. */
interface Wish {
  readonly channel: number;
  readonly stream: StreamKind;
  readonly user: string;
}

/** Never throws: whatever is wrong is told to the viewer. */
async function join(way: LiveWay, { channel, stream, user }: Wish, { gate, hub }: LiveRoutesOptions): Promise<HubSide | ViewerEnd> {
  try {
    await gate.demandOpen(channel);
    const kind = streamOf(hub, channel, stream);
    return way === 'mse' ? sideOf(hub.openSocket(channel, kind)) : await sideOfView(hub.openView(channel, kind, user));
  } catch (error) {
    return error instanceof Refused ? 'too_many_viewers' : troubleOf(error);
  }
}

function sideOf(socket: WebSocket, leave?: () => void): HubSide {
  socket.on('error', () => undefined); // its close follows; one that is ended before it is open says so, too
  return {
    socket,
    [Symbol.dispose]: () => {
      leave?.();
      socket.terminate();
    },
  };
}

async function sideOfView(view: HubView): Promise<HubSide> {
  try {
    const side = sideOf(await view.socket(), () => view.end());
    void view.ended.then(() => side.socket.terminate());
    return side;
  } catch (error) {
    view.end();
    throw error;
  }
}

function snapshot(app: App, options: LiveRoutesOptions): void {
  app.get(
    '/api/channel/:ch/snapshot.jpg',
    {
      config: { policy: 'session' },
      schema: {
        tags: TAG,
        summary: 'A picture of now; of a camera that has just gone the last one, with its Age',
        params: ChannelParams,
        querystring: SnapshotQuery,
        response: {
          200: {
            description: 'JPEG; the header Age says how many seconds old the last picture is',
            content: { 'image/jpeg': { schema: z.any() } },
          },
          ...PROBLEMS,
        },
      },
    },
    async (request, reply) => {
      const channel = options.channels.demand(request.params.ch);
      const stream = streamOf(options.hub, channel, request.query.stream);
      const { picture, ageMs } = await ask(channel, options, async () => ({
        picture: await options.hub.snapshot(channel, stream),
        ageMs: 0,
      })).catch((error: unknown) => {
        const last = request.query.fresh === '1' ? undefined : lastPicture(options.hub, channel, stream);
        if (last && error instanceof StreamUnavailable) return last;
        throw error;
      });
      if (ageMs > 0) reply.header('age', Math.ceil(ageMs / 1000));
      return await reply.type('image/jpeg').send(picture);
    },
  );
}

function lastPicture(hub: LiveHub, channel: number, stream: StreamKind): { picture: Buffer; ageMs: number } | undefined {
  const last = hub.lastSnapshot(channel, stream);
  return last && last.ageMs < LAST_FOR_MS ? last : undefined;
}

async function whep(app: App, options: LiveRoutesOptions): Promise<void> {
  await app.register(async (scope: App) => {
    scope.addContentTypeParser('application/sdp', { parseAs: 'string', bodyLimit: 64 * 1024 }, (_request, body, done) => done(null, body));
    scope.post(
      '/api/channel/:ch/whep',
      {
        config: { policy: 'session+csrf' },
        schema: {
          tags: TAG,
          summary: 'WHEP: a WebRTC offer for its answer',
          consumes: ['application/sdp'],
          params: ChannelParams,
          querystring: StreamQuery,
          body: z.string().startsWith('v=0').describe('SDP offer'),
          response: { 201: { description: 'SDP answer', content: { 'application/sdp': { schema: z.any() } } }, ...PROBLEMS },
        },
      },
      async (request, reply) => {
        const channel = options.channels.demand(request.params.ch);
        const offer = cleanOffer(request.body);
        const answer = await ask(channel, options, async () => await answerOf(offer, channel, { request, options }));
        return await reply.code(201).type('application/sdp').send(answer);
      },
    );
  });
}

interface WhepRequest {
  readonly request: FastifyRequest;
  readonly options: LiveRoutesOptions;
}

/** One live view without a socket: it counts, and can be ended, until the hub says that its browser has gone. */
async function answerOf(offer: string, channel: number, { request, options }: WhepRequest): Promise<string> {
  const { hub, viewers, watch } = options;
  const session = signedIn(request);
  const { stream } = request.query as z.infer<typeof StreamQuery>; // validated by the route
  using ends = new DisposableStack();
  let view: HubView | undefined;
  const viewer: Viewer = { channel, user: session.user, end: () => view?.end() };
  const admitted = viewers.admit(viewer);
  if (typeof admitted === 'string') throw refusal(admitted);
  ends.use(admitted);
  const opened = hub.openView(channel, streamOf(hub, channel, stream), session.user);
  view = opened;
  ends.use(watch.add(session, () => opened.end()));
  const whileSeen = ends.move();
  void opened.ended.then(() => whileSeen.dispose());
  return await opened.whep(offer).catch((error: unknown) => {
    opened.end();
    throw error;
  });
}

function refusal(why: 'too_many_viewers' | 'server_busy'): Refused {
  if (why === 'server_busy') return new Refused('too-busy', 'The server is too busy for live views now: try again in a minute');
  return new Refused('too-many-viewers', 'Too many live views are open: close some');
}

/** Asks the hub for a camera's stream, unless the camera must be left alone; learns from its refusal. */
async function ask<T>(channel: number, options: LiveRoutesOptions, work: () => Promise<T>): Promise<T> {
  await options.gate.demandOpen(channel);
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refused)) refused(channel, troubleOf(error), options);
    throw error;
  }
}

/** One refused password is enough: everyone else is taken off this camera too. */
function refused(channel: number, trouble: StreamTrouble, { gate, viewers }: LiveRoutesOptions): void {
  gate.note(channel, trouble);
  if (isLoginRefused(trouble.reason)) viewers.kick(channel, trouble);
}

function streamOf(hub: LiveHub, channel: number, wanted: StreamKind): StreamKind {
  return wanted === 'sub' && hub.streamName(channel, 'sub') === null ? 'main' : wanted;
}

function troubleOf(error: unknown): StreamTrouble {
  if (error instanceof StreamUnavailable) return { reason: error.reason, detail: error.message };
  return { reason: 'hub_down', detail: `The hub does not answer: ${messageOf(error)}` };
}
