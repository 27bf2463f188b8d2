import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { CatalogueQuestions } from '../../catalogue/catalogue.ts';
import { MediaInvalid, Refused, systemCodeOf } from '../../lib/errors.ts';
import { FolderBeneath } from '../../lib/files/folder-beneath.ts';
import { parseSegmentPath } from '../../lib/files/segment-name.ts';
import type { Playback } from '../../playback/playback.ts';
import { signedIn } from '../access/policy.ts';
import type { App } from '../app.ts';
import { ChannelParams, type Channels } from '../channels.ts';
import { PROBLEMS } from '../problems.ts';
import type { Downloads } from '../recordings/downloads.ts';

/** What these routes ask playback. */
export type TranscodeSource = Pick<Playback, 'transcode' | 'initSegment' | 'copy' | 'isPart'>;

export interface TranscodeRoutesOptions {
  readonly channels: Channels;
  readonly downloads: Downloads;
  readonly questions: Pick<CatalogueQuestions, 'segmentByPath'>;
  readonly playback: TranscodeSource;
  readonly recordDir: string;
  readonly timeZone: string;
}

const MOST_BYTES = 64 * 2 ** 20;
const Part = z.object({
  of: z.string().min(1).max(1024).describe('The path of the recording'),
  copy: z.string().max(64).optional(),
  init: z.string().regex(/^[0-9a-f]{64}$/),
  offset: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 48),
  bytes: z.coerce.number().int().min(16).max(MOST_BYTES),
});
type Part = z.infer<typeof Part>;

/** What a playlist with `transcode=1` names: pieces of recordings, encoded as H.264 while somebody waits for them. */
export function transcodeRoutes(app: App, options: TranscodeRoutesOptions): void {
  for (const [suffix, part, summary] of [
    ['mp4', 'init', 'The init segment of parts of a recording that are encoded as H.264'],
    ['m4s', 'fragments', 'A part of a recording, encoded as H.264'],
  ] as const) {
    app.get(
      `/api/channel/:ch/transcoded.${suffix}`,
      {
        config: { policy: 'session' },
        schema: {
          tags: ['playback'],
          summary,
          params: ChannelParams,
          querystring: Part,
          response: { 200: { description: 'Fragmented MP4', content: { 'video/mp4': { schema: z.any() } } }, ...PROBLEMS },
        },
      },
      async (request, reply): Promise<FastifyReply> => {
        const channel = options.channels.demand(request.params.ch);
        options.downloads.ofUser(request, reply);
        const source = (): Promise<Uint8Array[]> => sourceOf(channel, request.query, options);
        const gone = new AbortController();
        reply.raw.once('close', () => gone.abort(new Refused('not-found', 'Nobody waits for it any more')));
        const { user } = signedIn(request);
        const bytes = await options.playback.transcode({ user, source, part, signal: gone.signal }).catch((error: unknown) => {
          throw error instanceof MediaInvalid ? nothingThere() : error;
        });
        return reply.type('video/mp4').header('cache-control', 'private, max-age=3600').send(bytes);
      },
    );
  }
}

async function sourceOf(
  channel: number,
  part: Part,
  { questions, playback, recordDir, timeZone }: TranscodeRoutesOptions,
): Promise<Uint8Array[]> {
  const name = part.of.replace(/ (?=\d{4}(?:_\d+)?\.mp4$)/, '+');
  if (parseSegmentPath(name, timeZone)?.channel !== channel) throw nothingThere();
  const init = await playback.initSegment(part.init);
  if (!init || !(await playback.isPart(name, part.copy, part))) throw nothingThere();
  return [init, part.copy === undefined ? await ofRecording(name, part, questions, recordDir) : await ofCopy(part.copy, part, playback)];
}

async function ofRecording(name: string, part: Part, questions: TranscodeRoutesOptions['questions'], recordDir: string): Promise<Buffer> {
  if (!(await questions.segmentByPath(name))) throw nothingThere();
  try {
    const folders = name.split('/');
    const last = folders.pop() ?? '';
    await using folder = await FolderBeneath.open(recordDir, folders);
    await using file = await folder.openFile(last);
    return await read(file, part);
  } catch (error) {
    throw ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(systemCodeOf(error) ?? '') ? nothingThere() : error;
  }
}

async function ofCopy(token: string, part: Part, playback: TranscodeSource): Promise<Buffer> {
  const place = await playback.copy(token);
  if (!place) throw nothingThere();
  await using file = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  return await read(file, part);
}

async function read(file: Awaited<ReturnType<typeof open>>, { offset, bytes }: Part): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, offset);
  if (bytesRead < bytes) throw nothingThere();
  return buffer;
}

function nothingThere(): Refused {
  return new Refused('recording-unknown', 'There is no such part of a recording, or it cannot be read: ask for the playlist again');
}
