import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CatalogueQuestions } from '../../catalogue/catalogue.ts';
import { Refused, systemCodeOf } from '../../lib/errors.ts';
import { type Container, containerInName, containerOfOpen } from '../../lib/files/container.ts';
import { FolderBeneath, pathOfOpen } from '../../lib/files/folder-beneath.ts';
import { parseSegmentPath } from '../../lib/files/segment-name.ts';
import type { RunningSegment } from '../../segments/segments.ts';
import type { App } from '../app.ts';
import type { Channels } from '../channels.ts';
import { PROBLEMS } from '../problems.ts';
import type { Downloads } from './downloads.ts';
import { fileNameForPeople } from './recording-entry.ts';

export interface FileRoutesOptions {
  readonly questions: Pick<CatalogueQuestions, 'segmentByPath'>;
  readonly channels: Channels;
  readonly downloads: Downloads;
  readonly recordDir: string;
  readonly timeZone: string;
  /** The path of a copy that playback made of a recording which is no MP4 yet. */
  readonly copy: (token: string) => Promise<string | undefined>;
}

const schema = {
  tags: ['recordings'],
  summary: 'A recording’s file: whole, in ranges, or as a download',
  params: z.object({ '*': z.string().max(1024).describe('Path below RECORD_DIR') }),
  querystring: z.object({
    download: z.string().optional().describe('1: with a name for people'),
    copy: z
      .string()
      .regex(/^[\w-]{22}$/)
      .optional()
      .describe('As a playlist says it of a recording that is not converted yet'),
  }),
  response: {
    200: { description: 'The file', content: { 'video/mp4': { schema: z.any() }, 'video/x-matroska': { schema: z.any() } } },
    ...PROBLEMS,
  },
};

/** GET and HEAD /recordings/{path}: only what the questions knows, or a segment being written. */
export function recordingFileRoutes(app: App, options: FileRoutesOptions): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/recordings/*',
    config: { policy: 'session' },
    schema,
    handler: async (request, reply) => {
      const wanted = request.params['*'];
      if (request.query.copy !== undefined) return await sendCopy(request.query.copy, { request, reply, options });
      const facts = parseSegmentPath(wanted, options.timeZone) ? await options.questions.segmentByPath(wanted) : undefined;
      if (!facts) return await redirectToConverted(wanted, reply, options);
      await sendFile(facts, { request, reply, isDownload: isYes(request.query.download), options });
      return reply;
    },
  });
}

const TYPES: Readonly<Record<Container, string>> = {
  mp4: 'video/mp4',
  mkv: 'video/x-matroska',
};

function isYes(value: string | undefined): boolean {
  return value !== undefined && value !== '0' && value !== 'false';
}

/** A page may still hold the name of an MKV that has become an MP4 meanwhile, or a person that of a file which was given its right one. */
async function redirectToConverted(wanted: string, reply: FastifyReply, { questions, timeZone }: FileRoutesOptions): Promise<FastifyReply> {
  const converted = wanted.replace(/\.(?:mkv|mp4)$/i, '.mp4');
  if (converted !== wanted && parseSegmentPath(converted, timeZone) && (await questions.segmentByPath(converted))) {
    return reply.redirect(`/recordings/${converted}${reply.request.url.includes('?') ? reply.request.url.replace(/^[^?]*/, '') : ''}`, 307);
  }
  throw new Refused('recording-unknown', 'There is no such recording');
}

/** Its ranges are other than those of the finished file: when the copy has ended, the playlist must be asked again. */
async function sendCopy(token: string, { request, reply, options }: Omit<Sending, 'isDownload'>): Promise<FastifyReply> {
  demandOneRange(request);
  const file = await options.copy(token);
  if (!file) throw new Refused('recording-unknown', 'This copy has ended: ask for the playlist again');
  options.downloads.ofUser(request, reply);
  reply.type('video/mp4').header('cache-control', 'private, no-store');
  // it grows: an entity tag of now would be wrong in a moment
  const how = { cacheControl: false, contentType: false, index: false, etag: false, lastModified: false } as const;
  return reply.sendFile(path.basename(file), path.dirname(file), how);
}

function demandOneRange({ headers }: FastifyRequest): void {
  if (/^\s*bytes=.*,/.test(headers.range ?? '')) throw new Refused('range-refused', 'Ask for one range at a time');
}

interface Sending {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly isDownload: boolean;
  readonly options: FileRoutesOptions;
}

async function sendFile(
  facts: Pick<RunningSegment, 'channel' | 'path' | 'startedAt'>,
  { request, reply, isDownload, options }: Sending,
): Promise<void> {
  demandOneRange(request);
  options.downloads.ofUser(request, reply);
  const file = await openRecording(options.recordDir, facts.path);
  reply.raw.once('close', () => void file.close().catch(() => undefined));
  const place = pathOfOpen(file) ?? { root: options.recordDir, name: facts.path };
  const how = { root: place.root, cacheControl: false, contentType: false, index: false } as const;
  reply.type(TYPES[(await containerOfOpen(file)) ?? containerInName(facts.path)]).header('cache-control', 'private, no-cache');
  if (!isDownload) return void reply.sendFile(place.name, place.root, how);
  const name = fileNameForPeople(options.channels.nameOf(facts.channel), facts.path, facts.startedAt, options.timeZone);
  reply.download(place.name, name, how);
}

/** Opened before it is sent: what is converted or deleted meanwhile is still sent to its end. */
async function openRecording(root: string, recording: string): Promise<FileHandle> {
  try {
    await using folder = await FolderBeneath.open(
      root,
      path
        .dirname(recording)
        .split('/')
        .filter((name) => name !== '.'),
    );
    const file = await folder.openFile(path.basename(recording));
    if ((await file.stat()).isFile()) return file;
    await file.close();
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'ELOOP'].includes(systemCodeOf(error) ?? '')) throw error;
  }
  throw new Refused('recording-unknown', 'The file of this recording is gone');
}
