import path from 'node:path';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DAY_MS } from '#shared/durations.ts';
import { DeletedAnswer, SpanDeletedAnswer } from '#shared/recordings.ts';
import type { Catalogue, CatalogueQuestions, ListedSegment } from '../../catalogue/catalogue.ts';
import type { Clock } from '../../lib/clock.ts';
import { Refused, systemCodeOf } from '../../lib/errors.ts';
import { FolderBeneath } from '../../lib/files/folder-beneath.ts';
import { parseSegmentPath } from '../../lib/files/segment-name.ts';
import { isoOf, isoOrNull } from '../../lib/iso-time.ts';
import { type ChannelDeletion, type DeletionWish, isClosed, type Removed, type SegmentDeletion } from '../../segments/segments.ts';
import { addressOf } from '../access/client-address.ts';
import type { Ownership } from '../access/ownership.ts';
import { signedIn } from '../access/policy.ts';
import type { App } from '../app.ts';
import { type Channels, ChannelsQuery } from '../channels.ts';
import { demandSpan, Instant } from '../instant.ts';
import { PROBLEMS } from '../problems.ts';
import { fileNameForPeople } from './recording-entry.ts';

export interface RemovalRoutesOptions {
  readonly questions: Pick<CatalogueQuestions, 'segmentByPath'>;
  readonly catalogue: Pick<Catalogue, 'addEvent'>;
  readonly deletion: Pick<SegmentDeletion, 'plan' | 'deleteSpan' | 'deleteOne'>;
  readonly channels: Channels;
  readonly auth: Ownership;
  readonly recordDir: string;
  readonly timeZone: string;
  readonly clock: Clock;
}

/** What is asked for by hand is shorter, and how many recordings it may be is limited besides. */
const LONGEST_MS = 366 * DAY_MS;
/** Proxies give up after a minute. What is marked is gone from every list; its files follow whether somebody waits or not. */
const WAIT_MS = 20_000;

/** DELETE /api/recording and /api/recordings */
export function recordingRemovalRoutes(app: App, options: RemovalRoutesOptions): void {
  removeOne(app, options);
  removeSpan(app, options);
}

function removeOne(app: App, options: RemovalRoutesOptions): void {
  app.delete(
    '/api/recording',
    {
      config: { policy: 'session+csrf' },
      schema: {
        tags: ['recordings'],
        summary: 'Delete one recording',
        querystring: z.object({ path: z.string().min(1).max(1024) }),
        response: { 200: DeletedAnswer, ...PROBLEMS },
      },
    },
    async (request) => {
      const segment = await removable(withPlus(request.query.path), options);
      const begun = await options.deletion.deleteOne(segment.id);
      if (!begun) throw new Refused('recording-unknown', 'There is no such recording');
      await within(WAIT_MS, begun.done, options.clock);
      const { user } = signedIn(request);
      const file = fileNameForPeople(options.channels.nameOf(segment.channel), segment.path, segment.startedAt, options.timeZone);
      await options.catalogue.addEvent({
        kind: 'recording_deleted',
        channel: segment.channel,
        data: { user, address: addressOf(request), path: segment.path, file },
      });
      return { message: 'Deleted' as const, path: segment.path };
    },
  );
}

const Flag = z.enum(['true', 'false']).optional();

/** A name that is not known is refused: `dryrun` for `dryRun` must not delete. */
const SpanQuery = z.strictObject({
  from: Instant,
  to: Instant,
  channel: ChannelsQuery,
  protected: Flag.describe('true: also what you protect yourself; the protection ends there'),
  dryRun: Flag.describe('true: only tell what would be deleted'),
});

function removeSpan(app: App, options: RemovalRoutesOptions): void {
  app.delete(
    '/api/recordings',
    {
      config: { policy: 'session+csrf', isLarge: true },
      schema: {
        tags: ['recordings'],
        summary: 'Delete the recordings of a span of one camera or several, each of them whole',
        querystring: SpanQuery,
        response: { 200: SpanDeletedAnswer, ...PROBLEMS },
      },
    },
    async (request) => {
      const { deletion, clock } = options;
      const wish = wishOf(request, request.query, options);
      if (request.query.dryRun === 'true') return answerOf(await deletion.plan(wish));
      const { plans, marked, done } = await deletion.deleteSpan(wish);
      const removed = await within(WAIT_MS, done, clock);
      const left = marked.length - (removed?.segments.length ?? 0);
      const bytes = marked.reduce((sum, { diskBytes }) => sum + diskBytes, 0);
      const answer = { ...answerOf(plans), deleted: marked.length, bytes, left };
      if (marked.length > 0) await note(request, { wish, ...answer }, options);
      return answer;
    },
  );
}

function wishOf(
  request: FastifyRequest,
  { channel = [], ...query }: z.infer<typeof SpanQuery>,
  { channels, auth }: RemovalRoutesOptions,
): DeletionWish {
  if (channel.length === 0) throw new Refused('input-invalid', 'Say of which cameras: channel=1&channel=2');
  const span = { from: query.from, to: query.to };
  demandSpan(span, LONGEST_MS);
  const isAsked = query.protected === 'true';
  const mayEnd = (user: string): boolean => isAsked && auth.mayChange(user, signedIn(request));
  return { ...span, channels: channel.map((one) => channels.demand(one)), mayEnd };
}

function answerOf(plans: readonly ChannelDeletion[]): SpanDeletedAnswer {
  const sum = (of: (plan: ChannelDeletion) => number): number => plans.reduce((total, plan) => total + of(plan), 0);
  return {
    deleted: sum(({ ids }) => ids.length),
    protected: sum(({ kept }) => kept),
    bytes: sum(({ bytes }) => bytes),
    left: 0,
    channels: plans.map(({ channel, ids, spans, bytes, ends, kept, keptBy, leavesRunning }) => ({
      ...{ channel, deleted: ids.length, protected: kept, bytes, keptBy: [...keptBy], endsProtections: ends.length, leavesRunning },
      from: isoOrNull(spans[0]?.from),
      to: isoOrNull(spans.at(-1)?.to),
    })),
  };
}

async function note(
  request: FastifyRequest,
  { wish, deleted, bytes, channels: told }: SpanDeletedAnswer & { readonly wish: DeletionWish },
  { catalogue, channels }: RemovalRoutesOptions,
): Promise<void> {
  const { user } = signedIn(request);
  const [from, to] = [isoOf(wish.from), isoOf(wish.to)];
  const numbers = told.filter((one) => one.deleted > 0).map(({ channel }) => channel);
  const cameras = numbers.map((channel) => channels.nameOf(channel)).join(', ');
  await catalogue.addEvent({
    kind: 'recording_deleted',
    channel: numbers.length === 1 ? (numbers[0] ?? null) : null,
    data: { user, address: addressOf(request), channels: numbers.join(), cameras, from, to, deleted, bytes },
  });
}

/** @returns undefined when it takes longer */
async function within(ms: number, done: Promise<Removed>, clock: Clock): Promise<Removed | undefined> {
  const over = new AbortController();
  const late = clock.sleep(ms, over.signal).then(
    () => undefined,
    () => undefined,
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    over.abort();
  }
}

/** In a query an unencoded `+` arrives as a space; in our names it stands before the UTC offset and nowhere else. */
function withPlus(path: string): string {
  return path.replace(/ (?=\d{4}(?:_\d+)?\.(?:mkv|mp4)$)/, '+');
}

async function removable(wanted: string, { questions, recordDir, timeZone }: RemovalRoutesOptions): Promise<ListedSegment> {
  if (!parseSegmentPath(wanted, timeZone))
    throw new Refused('path-invalid', 'This is no path of a recording, like ch1/2026-11-22/101500+0100.mp4');
  const segment = await questions.segmentByPath(wanted);
  if (!segment) throw new Refused('recording-unknown', 'There is no such recording');
  if (!isClosed(segment)) throw new Refused('recording-running', 'This recording is being written');
  if (segment.isProtected) throw new Refused('recording-protected', 'This recording is protected: remove the protection first');
  await demandOrdinary(recordDir, wanted);
  return segment;
}

const NOT_ORDINARY = new Set(['ENOTDIR', 'ELOOP', 'EISDIR']);

/** @throws Refused `path-invalid` for what is no ordinary file: a link, a folder, a file with a second name elsewhere */
async function demandOrdinary(root: string, wanted: string): Promise<void> {
  const folders = path.posix.dirname(wanted).split('/');
  try {
    await using folder = await FolderBeneath.open(
      root,
      folders.filter((name) => name !== '.'),
    );
    const stats = await folder.lstat(path.posix.basename(wanted));
    if (!stats.isFile() || stats.nlink !== 1) throw new Refused('path-invalid', 'This is no ordinary file: it is left alone');
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ENOENT') return;
    if (code && NOT_ORDINARY.has(code))
      throw new Refused('path-invalid', 'There is a link on the way to this file: it is left alone', { cause: error });
    throw error;
  }
}
