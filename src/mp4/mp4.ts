/** The door of the room that knows MP4: boxes, the hybrid file and its fragment index. It has never heard of a camera. */
export { boxesIn } from './box.ts';
export { COPIED_SOUND, encodedFragments, encodedSound, HEVC_TAG, mp4Args } from './ffmpeg-args.ts';
export { decodeFragmentIndex, encodeFragmentIndex, type Fragment, type FragmentIndex } from './fragment-index.ts';
export { FragmentShifter } from './fragment-shifter.ts';
export type { HybridFile } from './hybrid-file.ts';
export { readHybrid } from './hybrid-reader.ts';
export { HybridWriter } from './hybrid-writer.ts';
export { keyframeFile } from './keyframe-file.ts';
export { durationMsOf, type TrackFacts } from './movie.ts';
export { reserveBytesFor } from './reserve.ts';
