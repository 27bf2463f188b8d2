import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from '../../database/database.ts';
import type { TrackFacts } from '../../mp4/mp4.ts';
import { isClosed, type RunningSegment, type Segment, type Span } from '../../segments/segments.ts';
import { segmentsIn } from './segment-queries.ts';

/** Fragment indexes read at once: more would keep the recording waiting. */
const PAGE = 200;

/** What playback needs of a segment beside its file. */
export interface SegmentMedia {
  /** `ftyp` + `moov` for HLS; null when the file brings its own. */
  readonly init: Uint8Array | null;
  /** An encoded FragmentIndex; null when it has none. */
  readonly index: Uint8Array | null;
  readonly tracks: readonly TrackFacts[];
}

/** A closed segment with all that a playlist needs of it. */
export interface PlayableSegment extends Segment {
  /** An encoded FragmentIndex; null when it has none (it is an MKV yet, or a file of others). */
  readonly index: Uint8Array | null;
  /** SHA-256 of its init segment, in hex; null when it has none. */
  readonly configuration: string | null;
}

/** Enters a segment's media; an init segment is stored once for all segments that share it. */
export async function writeMedia(t: Kysely<Tables>, segmentId: number, { init, index, tracks }: SegmentMedia): Promise<void> {
  const row = {
    codec_configuration_id: init && init.byteLength > 0 ? await configurationId(t, init) : null,
    fragment_index: index,
    tracks: JSON.stringify(tracks),
  };
  await t
    .insertInto('segment_media')
    .values({ segment_id: segmentId, ...row })
    .onConflict((conflict) => conflict.column('segment_id').doUpdateSet(row))
    .execute();
}

/** What is stored of a segment's media; undefined while it is not converted. */
export async function readMedia(t: Kysely<Tables>, segmentId: number): Promise<SegmentMedia | undefined> {
  const row = await t
    .selectFrom('segment_media')
    .leftJoin('codec_configurations', 'codec_configurations.id', 'segment_media.codec_configuration_id')
    .select(['init', 'fragment_index', 'tracks'])
    .where('segment_id', '=', segmentId)
    .executeTakeFirst();
  // written by writeMedia and nobody else
  return row && { init: row.init, index: row.fragment_index, tracks: JSON.parse(row.tracks) as TrackFacts[] };
}

/** What of a channel can be played in a span, in time order: closed segments with their fragment indexes, and the one being written. */
export async function playableIn(t: Kysely<Tables>, channel: number, span: Span): Promise<(PlayableSegment | RunningSegment)[]> {
  const found = (await segmentsIn(t, channel, span)).filter((segment) => !isClosed(segment) || isWorthTrying(segment));
  const media = new Map<number, MediaRow>();
  const ids = found.filter(isClosed).map(({ id }) => id);
  for (let at = 0; at < ids.length; at += PAGE) {
    if (at > 0) await new Promise(setImmediate); // every query is answered at once: let others have their turn
    for (const row of await mediaRows(t, ids.slice(at, at + PAGE))) media.set(row.segment_id, row);
  }
  return found.map((segment) => {
    if (!isClosed(segment)) return segment;
    const row = media.get(segment.id);
    return { ...segment, index: row?.fragment_index ?? null, configuration: row?.sha256 ?? null };
  });
}

/** Where nothing can be read, or nothing copied into an MP4, each look would cost a program that fails. */
function isWorthTrying({ unplayable, container }: Segment): boolean {
  return unplayable === null || (unplayable === 'codec' && container === 'mp4');
}

type MediaRow = Awaited<ReturnType<typeof mediaRows>>[number];

function mediaRows(t: Kysely<Tables>, ids: readonly number[]) {
  return t
    .selectFrom('segment_media')
    .leftJoin('codec_configurations', 'codec_configurations.id', 'segment_media.codec_configuration_id')
    .select(['segment_id', 'fragment_index', 'sha256'])
    .where('segment_id', 'in', ids)
    .execute();
}

/** The init segment that has this SHA-256 (hex); undefined when no recording has it. */
export async function initSegment(t: Kysely<Tables>, sha256: string): Promise<Uint8Array | undefined> {
  const row = await t.selectFrom('codec_configurations').select('init').where('sha256', '=', sha256).executeTakeFirst();
  return row?.init;
}

async function configurationId(t: Kysely<Tables>, init: Uint8Array): Promise<number> {
  const sha256 = createHash('sha256').update(init).digest('hex');
  const known = await t.selectFrom('codec_configurations').select('id').where('sha256', '=', sha256).executeTakeFirst();
  if (known) return known.id;
  const { id } = await t.insertInto('codec_configurations').values({ sha256, init }).returning('id').executeTakeFirstOrThrow();
  return id;
}
