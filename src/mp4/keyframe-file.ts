import { MediaInvalid } from '../lib/errors.ts';
import { box, boxesIn, boxHeaderAt, fullBox, longWords, words } from './box.ts';
import { type MovieTrack, mainTrackOf, readMovie } from './movie.ts';
import { readFragment } from './movie-fragment.ts';

/**
 * A small file whose only pictures are these keyframes, one a second.
 * @param keyframes of each fragment its first `keyframeBytes`
 * @throws MediaInvalid
 */
export function keyframeFile(init: Uint8Array, keyframes: readonly Uint8Array[]): Buffer {
  const front = Buffer.from(init);
  const moov = boxesIn(front).find(({ type }) => type === 'moov');
  if (!moov) throw new MediaInvalid('the init segment has no moov');
  const track = mainTrackOf(readMovie(front.subarray(moov.start, moov.end)).tracks);
  return Buffer.concat([front, ...keyframes.flatMap((bytes, at) => onePicture(pictureIn(Buffer.from(bytes), track), track, at))]);
}

function pictureIn(bytes: Buffer, track: MovieTrack): Buffer {
  const header = boxHeaderAt(bytes, 0);
  if (header?.type !== 'moof' || header.size > bytes.length) throw new MediaInvalid('there is no fragment where one should be');
  const [run] = readFragment(bytes.subarray(0, header.size), [track]);
  const [sample] = run?.samples ?? [];
  if (!run || !sample || run.offset + sample.bytes > bytes.length) throw new MediaInvalid('the fragment does not begin with a picture');
  return bytes.subarray(run.offset, run.offset + sample.bytes);
}

function onePicture(picture: Buffer, track: MovieTrack, second: number): Buffer[] {
  const moof = (dataOffset: number): Buffer =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, words([second + 1])),
      box(
        'traf',
        fullBox('tfhd', 0, 0x020000, words([track.id])),
        fullBox('tfdt', 1, 0, longWords([second * track.timescale])),
        fullBox('trun', 0, 0x701, words([1, dataOffset, track.timescale, picture.length, 0])),
      ),
    );
  return [moof(moof(0).length + 8), box('mdat', picture)];
}
