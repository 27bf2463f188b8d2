import path from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DAY_MS } from '#shared/durations.ts';
import type { EventTold } from '#shared/event-data.ts';
import { Export, ExportEstimate, type ExportFile, ExportRequest, ExportsAnswer } from '#shared/exports.ts';
import { Message } from '#shared/session.ts';
import { Refused } from '../../lib/errors.ts';
import { isoOf, isoOrNull } from '../../lib/iso-time.ts';
import type { ExportJob, Exports } from '../../playback/playback.ts';
import { addressOf } from '../access/client-address.ts';
import { demandOwn, type Ownership } from '../access/ownership.ts';
import { signedIn } from '../access/policy.ts';
import type { App } from '../app.ts';
import { type Channels, ChannelsQuery } from '../channels.ts';
import { demandSpan, Instant } from '../instant.ts';
import { PROBLEMS } from '../problems.ts';
import type { Downloads } from '../recordings/downloads.ts';
import { fileNameForPeople } from '../recordings/recording-entry.ts';

/** What these routes ask playback. */
export type ExportSource = Pick<Exports, 'request' | 'list' | 'get' | 'progressOf' | 'expiryOf' | 'remove' | 'file' | 'estimate'>;

export interface ExportRoutesOptions {
  readonly channels: Channels;
  readonly exports: ExportSource;
  readonly downloads: Downloads;
  readonly auth: Ownership;
  readonly addEvent: (event: EventTold) => Promise<void>;
  readonly timeZone: string;
}

/** As long as an export may be. */
const LONGEST_MS = 7 * DAY_MS;

const TAG = ['exports'];
const IdParams = z.object({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });

/** Spans taken away as files. */
export function exportRoutes(app: App, options: ExportRoutesOptions): void {
  request(app, options);
  list(app, options);
  estimate(app, options);
  one(app, options);
  remove(app, options);
  file(app, options);
}

function request(app: App, { channels, exports, auth, addEvent }: ExportRoutesOptions): void {
  app.post(
    '/api/exports',
    {
      config: { policy: 'session+csrf', isLarge: true },
      schema: {
        tags: TAG,
        summary: 'Ask for a span as files, one MP4 for each camera, without loss',
        body: ExportRequest,
        response: { 202: Export, ...PROBLEMS },
      },
    },
    async (asked, reply) => {
      const { channels: wanted, from, to, cut } = asked.body;
      for (const channel of wanted) channels.demand(channel);
      const { user } = signedIn(asked);
      const job = await exports.request({ channels: wanted, from: Date.parse(from), to: Date.parse(to), cut, by: user });
      const span = { cameras: channels.namesOf(job.channels), from: isoOf(job.from), to: isoOf(job.to) };
      await addEvent({ kind: 'export_requested', data: { user, address: addressOf(asked), id: job.id, ...span } });
      return await reply.code(202).send(answerOf(job, asked, { exports, auth }));
    },
  );
}

function list(app: App, { exports, auth }: ExportRoutesOptions): void {
  app.get(
    '/api/exports',
    {
      config: { policy: 'session' },
      schema: { tags: TAG, summary: 'Exports, newest first', response: { 200: ExportsAnswer, ...PROBLEMS } },
    },
    async (asked) => ({ exports: (await exports.list()).map((job) => answerOf(job, asked, { exports, auth })) }),
  );
}

function estimate(app: App, { channels, exports }: ExportRoutesOptions): void {
  app.get(
    '/api/exports/estimate',
    {
      config: { policy: 'session', isLarge: true },
      schema: {
        tags: TAG,
        summary: 'How large an export would be, about',
        querystring: z.object({ channel: ChannelsQuery, from: Instant, to: Instant }),
        response: { 200: ExportEstimate, ...PROBLEMS },
      },
    },
    async ({ query: { channel = [], from, to } }) => {
      demandSpan({ from, to }, LONGEST_MS);
      const wanted = channel.length > 0 ? channel : channels.numbers;
      for (const each of wanted) channels.demand(each);
      return await exports.estimate({ channels: wanted, from, to });
    },
  );
}

function one(app: App, { exports, auth }: ExportRoutesOptions): void {
  app.get(
    '/api/exports/:id',
    {
      config: { policy: 'session' },
      schema: { tags: TAG, summary: 'One export', params: IdParams, response: { 200: Export, ...PROBLEMS } },
    },
    async (asked) => answerOf(await exports.get(asked.params.id), asked, { exports, auth }),
  );
}

function remove(app: App, { exports, auth, addEvent }: ExportRoutesOptions): void {
  app.delete(
    '/api/exports/:id',
    {
      config: { policy: 'session+csrf' },
      schema: { tags: TAG, summary: 'Cancel an export, or delete its files', params: IdParams, response: { 200: Message, ...PROBLEMS } },
    },
    async (asked) => {
      const { id } = asked.params;
      const { by } = await exports.get(id);
      demandOwn(asked, { by, what: 'export' }, auth);
      const { state } = await exports.remove(id);
      const { user } = signedIn(asked);
      const isOver = state === 'done' || state === 'failed';
      await addEvent({ kind: 'export_deleted', data: { user, address: addressOf(asked), id, wasCancelled: !isOver } });
      return { message: isOver ? 'Deleted' : 'Cancelled' };
    },
  );
}

function file(app: App, { channels, exports, downloads, timeZone }: ExportRoutesOptions): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/api/exports/:id/:name',
    config: { policy: 'session' },
    schema: {
      tags: TAG,
      summary: 'A file of a finished export, with `Range`; `manifest.json` tells its SHA-256 and what is missing in it',
      params: IdParams.extend({ name: z.string().regex(/^(?:ch\d{1,4}(?:-part\d{1,4})?\.mp4|manifest\.json)$/) }),
      response: { 200: { description: 'The file', content: { 'video/mp4': { schema: z.any() } } }, ...PROBLEMS },
    },
    handler: async (request, reply): Promise<FastifyReply> => {
      const { params, headers } = request;
      if (/^\s*bytes=.*,/.test(headers.range ?? '')) throw new Refused('range-refused', 'Ask for one range at a time');
      const { path: place, facts } = await exports.file(params.id, params.name);
      downloads.ofUser(request, reply);
      const how = { root: path.dirname(place), cacheControl: false, contentType: false, index: false } as const;
      reply.type(facts ? 'video/mp4' : 'application/json').header('cache-control', 'private, no-cache');
      const name = facts ? nameForPeople(facts, channels, timeZone) : `export ${params.id}.json`;
      return reply.download(path.basename(place), name, how);
    },
  });
}

/** `Front door 2026-11-22 10-15-00.mp4`; what comes after a change of codec has a time of its own anyway. */
function nameForPeople({ channel, from, name }: ExportFile, channels: Channels, timeZone: string): string {
  return fileNameForPeople(channels.nameOf(channel), name, Date.parse(from), timeZone);
}

function answerOf(job: ExportJob, asked: FastifyRequest, { exports, auth }: Pick<ExportRoutesOptions, 'exports' | 'auth'>): Export {
  const { id, channels, state, problem, by, sizeBytes, cut } = job;
  return {
    ...{ id, channels: [...channels], state, problem, by, sizeBytes, cut },
    ...{ from: isoOf(job.from), to: isoOf(job.to), createdAt: isoOf(job.createdAt), finishedAt: isoOrNull(job.finishedAt) },
    mayChange: auth.mayChange(by, signedIn(asked)),
    expiresAt: isoOrNull(exports.expiryOf(job)),
    progress: exports.progressOf(job),
    files: job.files.map((each) => ({ ...each, cut: each.cut ?? 'keyframes', url: `/api/exports/${id}/${each.name}` })),
    manifestUrl: state === 'done' ? `/api/exports/${id}/manifest.json` : null,
  };
}
