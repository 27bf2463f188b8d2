import { z } from 'zod';
import type { EventKind } from '#shared/events.ts';
import { DeletedAnswer } from '#shared/recordings.ts';
import type { ListedSegment } from '../catalogue/catalogue.ts';
import { Refused } from '../lib/errors.ts';
import { parseSegmentPath } from '../lib/segment-name.ts';
import { isClosed, type RunningSegment } from '../segments/segments.ts';
import type { App } from './app.ts';
import type { Channels } from './channels.ts';
import { addressOf } from './client-address.ts';
import { signedIn } from './policy.ts';
import { PROBLEMS } from './problems.ts';
import { fileNameForPeople } from './recording-entry.ts';
import { demandOrdinary, removeRecording } from './recording-removal.ts';

/** An event as the catalogue takes it. */
export interface EventToKeep {
  readonly kind: EventKind;
  readonly channel?: number | null;
  readonly text: string;
  readonly data?: Record<string, string | number | boolean | null>;
}

export interface RemovalShelf {
  segmentByPath(path: string): Promise<ListedSegment | RunningSegment | undefined>;
  /** False: somebody else deletes it already. */
  markDeleting(id: number): Promise<boolean>;
  forget(id: number, why: 'deleted'): Promise<void>;
  addEvent(event: EventToKeep): Promise<void>;
}

export interface RemovalRoutesOptions {
  readonly shelf: RemovalShelf;
  readonly channels: Channels;
  readonly recordDir: string;
  readonly timeZone: string;
}

const RemovalQuery = z.object({ path: z.string().min(1).max(1024) });

/** DELETE /api/recording */
export function recordingRemovalRoutes(app: App, options: RemovalRoutesOptions): void {
  app.delete(
    '/api/recording',
    {
      config: { policy: 'session+csrf' },
      schema: {
        tags: ['recordings'],
        summary: 'Delete one recording',
        querystring: RemovalQuery,
        response: { 200: DeletedAnswer, ...PROBLEMS },
      },
    },
    async (request) => {
      const segment = await removable(withPlus(request.query.path), options);
      await remove(segment, options);
      const { user } = signedIn(request);
      const what = fileNameForPeople(options.channels.nameOf(segment.channel), segment.path, segment.startedAt, options.timeZone);
      await options.shelf.addEvent({
        kind: 'recording_deleted',
        channel: segment.channel,
        text: `${user} deleted ${what}`,
        data: { user, address: addressOf(request), path: segment.path },
      });
      return { message: 'Deleted' as const, path: segment.path };
    },
  );
}

/** In a query an unencoded `+` arrives as a space; in our names it stands before the UTC offset and nowhere else. */
function withPlus(path: string): string {
  return path.replace(/ (?=\d{4}(?:_\d+)?\.(?:mkv|mp4)$)/, '+');
}

async function removable(path: string, { shelf, recordDir, timeZone }: RemovalRoutesOptions): Promise<ListedSegment> {
  if (!parseSegmentPath(path, timeZone))
    throw new Refused('path-invalid', 'This is no path of a recording, like ch1/2026-11-22/101500+0100.mp4');
  const segment = await shelf.segmentByPath(path);
  if (!segment) throw new Refused('recording-unknown', 'There is no such recording');
  if (!isClosed(segment)) throw new Refused('recording-running', 'This recording is being written');
  if (segment.isProtected) throw new Refused('recording-protected', 'This recording is protected: remove the protection first');
  await demandOrdinary(recordDir, path);
  return segment;
}

/** Mark, unlink, forget: whatever ends this process in between, the next start finishes it. */
async function remove({ id, path }: ListedSegment, { shelf, recordDir }: RemovalRoutesOptions): Promise<void> {
  if (!(await shelf.markDeleting(id))) throw new Refused('recording-unknown', 'There is no such recording');
  await removeRecording(recordDir, path);
  const twin = path.endsWith('.mkv') ? path.replace(/mkv$/, 'mp4') : path.replace(/mp4$/, 'mkv');
  // the converter may have put the .mp4 beside (or left the .mkv) just before the mark
  if (!(await shelf.segmentByPath(twin))) await removeRecording(recordDir, twin);
  await shelf.forget(id, 'deleted');
}
