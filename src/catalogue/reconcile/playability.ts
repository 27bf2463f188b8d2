import type { Unplayable } from '#shared/recordings.ts';
import type { TrackFacts } from '../../mp4/mp4.ts';

/** Whether a recording can be played, or why not. */
export interface Standing {
  readonly unplayable: Unplayable | null;
  /** The same in a sentence. */
  readonly problem: string | null;
}

const SENTENCES: Readonly<Record<Exclude<Unplayable, 'codec' | 'unreadable'>, string>> = {
  empty: 'The file is empty: it has 0 bytes',
  not_video: 'The file is neither MKV nor MP4, whatever its name says',
  no_index: 'The MP4 has no index (moov): whatever wrote it was never finished',
  no_pictures: 'The file holds no pictures',
  holes: 'Most of the file is missing: it is a hole',
};

/** What browsers show, by ffmpeg's names and by those of RFC 6381; H.265 is converted where a browser cannot. */
const SHOWN = /^(?:h264|hevc|av1|vp9|avc[1-4]|hvc1|hev1|av01|vp09)(?:\.|$)/;
/** MP4 calls several kinds `mp4v`; which of them, the two digits after it tell (ISO 14496-1, object types). */
const NAMES: Readonly<Record<string, string>> = {
  ...{ vp8: 'VP8', vp08: 'VP8', mpeg4: 'MPEG-4', mjpeg: 'MJPEG', jpeg: 'MJPEG' },
  ...{ mp4v: 'MPEG-4', 'mp4v.6c': 'MJPEG' },
};

const PLAYABLE: Standing = { unplayable: null, problem: null };

/** Says why, with what a program said of it where it is damaged. */
export function unplayable(reason: Exclude<Unplayable, 'codec'>, detail = ''): Standing {
  return { unplayable: reason, problem: reason === 'unreadable' ? `Nothing of the file can be read: ${detail}` : SENTENCES[reason] };
}

/** By the codec of the pictures; one that is not known is given the chance. */
export function standingOfCodec(codec: string | undefined): Standing {
  if (codec === undefined || SHOWN.test(codec)) return PLAYABLE;
  const plain = codec.split('.')[0] ?? codec;
  return {
    unplayable: 'codec',
    problem: `Browsers do not play its pictures, which are ${NAMES[codec] ?? NAMES[plain] ?? plain}: download it`,
  };
}

/** By what an MP4 says of its tracks. */
export function standingOfTracks(tracks: readonly TrackFacts[]): Standing {
  const video = tracks.find(({ kind }) => kind === 'video');
  return !video && tracks.length > 0 ? unplayable('no_pictures') : standingOfCodec(video?.codec);
}
