import { StreamUnavailable } from '../lib/errors.ts';

/** A stream of which ffmpeg has to be told that its pictures are far apart: it is read anew at once, and nothing is wrong with it. */
export class SlowStream extends StreamUnavailable {
  constructor() {
    super('unknown', 'The camera sends few pictures');
  }
}

/** A stream that is there, and that a recording cannot begin with yet. */
export function awaitingKeyframe(): StreamUnavailable {
  return new StreamUnavailable('no_keyframe', 'Waiting for the camera’s next keyframe');
}
