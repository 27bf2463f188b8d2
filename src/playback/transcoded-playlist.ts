import { isoOf } from '../lib/iso-time.ts';
import type { FragmentIndex } from '../mp4/mp4.ts';
import { type Entry, entriesOf } from './entries.ts';
import type { Piece } from './playlist.ts';

/** Long enough that starting ffmpeg does not weigh, short enough that the first picture comes soon. */
const PART_S = 4;

/** Bytes of a recording that are encoded at once. */
export interface TranscodedPart {
  readonly offset: number;
  readonly bytes: number;
  /** In time units of the file. */
  readonly duration: number;
}

/**
 * The same playlist as of the recordings themselves, for browsers that cannot play their codec: each part is encoded when it is
 * asked for. Durations are those of the originals, because every picture keeps its time.
 * @param isComplete nothing will be added
 */
export function transcodedPlaylist(channel: number, pieces: readonly Piece[], isComplete: boolean): string {
  const lists = pieces.map((piece, at) => partsOf(piece, isComplete || at < pieces.length - 1));
  const seconds = pieces.flatMap(({ timescale }, at) => (lists[at] ?? []).map(({ duration }) => duration / timescale));
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.ceil(Math.max(1, ...seconds))}`,
    `#EXT-X-PLAYLIST-TYPE:${isComplete ? 'VOD' : 'EVENT'}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-INDEPENDENT-SEGMENTS',
  ];
  for (const [at, piece] of pieces.entries()) lines.push(...linesOf(channel, piece, lists[at] ?? [], at === 0));
  if (isComplete) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}

function* linesOf(channel: number, piece: Piece, parts: readonly TranscodedPart[], isFirst: boolean): Generator<string> {
  const [first] = parts;
  if (!first) return;
  if (!isFirst) yield '#EXT-X-DISCONTINUITY';
  yield `#EXT-X-MAP:URI="${addressOf(channel, piece, first, 'init')}"`;
  yield `#EXT-X-PROGRAM-DATE-TIME:${isoOf(piece.startedAt)}`;
  for (const part of parts) {
    yield `#EXTINF:${(part.duration / piece.timescale).toFixed(6)},`;
    yield addressOf(channel, piece, part, 'm4s');
  }
}

/** @param isOver the piece does not grow any more: otherwise its last part is left out, because it may */
function partsOf({ entries, timescale }: Piece, isOver: boolean): TranscodedPart[] {
  const parts: TranscodedPart[] = [];
  let open: Entry[] = [];
  const close = (): void => {
    const [first] = open;
    const last = open.at(-1);
    if (first && last) {
      const duration = open.reduce((sum, entry) => sum + entry.duration, 0);
      parts.push({ offset: first.offset, bytes: last.offset + last.bytes - first.offset, duration });
    }
    open = [];
  };
  for (const entry of entries) {
    open.push(entry);
    if (open.reduce((sum, { duration }) => sum + duration, 0) / timescale >= PART_S) close();
  }
  if (isOver) close();
  return parts;
}

/** What a part is named by is what a player could ask of the recording itself. */
function addressOf(channel: number, { url, initUrl }: Piece, { offset, bytes }: TranscodedPart, kind: 'init' | 'm4s'): string {
  const { pathname, searchParams } = new URL(url, 'http://here');
  const query = new URLSearchParams({ of: decodeURIComponent(pathname.replace(/^\/recordings\//, '')) });
  const copy = searchParams.get('copy');
  if (copy !== null) query.set('copy', copy);
  query.set('init', /([0-9a-f]{64})\.mp4$/.exec(initUrl)?.[1] ?? '');
  query.set('offset', `${offset}`);
  query.set('bytes', `${bytes}`);
  return `/api/channel/${channel}/transcoded.${kind === 'init' ? 'mp4' : 'm4s'}?${query}`;
}

/** Whether bytes of a file are what such a playlist may name: whole groups of pictures, and no more than one part has. */
export function isPart(index: FragmentIndex, { offset, bytes }: Pick<TranscodedPart, 'offset' | 'bytes'>): boolean {
  const entries = entriesOf(index);
  const end = offset + bytes;
  const first = entries.findIndex((entry) => entry.offset === offset);
  const last = entries.findIndex((entry) => entry.offset + entry.bytes === end);
  if (first < 0 || last < first) return false;
  const before = entries.slice(first, last).reduce((sum, { duration }) => sum + duration, 0);
  return before / index.timescale < PART_S;
}
