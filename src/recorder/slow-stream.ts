import { StreamUnavailable } from '../lib/errors.ts';
import type { Expected } from './ffmpeg-args.ts';

/** A stream that ffmpeg could not read because it expected more pictures: it is read anew at once, and told what to expect. */
export class SlowStream extends StreamUnavailable {
  readonly expects: Expected;

  constructor(expects: Expected) {
    super('no_video', 'No picture has come that a recording can begin with');
    this.expects = expects;
  }
}

/** A stream that is there, and that a recording cannot begin with yet. */
export function awaitingKeyframe(): StreamUnavailable {
  return new StreamUnavailable('no_keyframe', 'Waiting for the camera’s next keyframe');
}
