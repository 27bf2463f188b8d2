/** What ffmpeg says of a track of the stream it reads. */
export interface StreamTrack {
  readonly kind: 'video' | 'audio';
  /** ffmpeg's name of the codec, e.g. `h264`. */
  readonly codec: string;
  /** Of video, in pixels. */
  readonly width: number | null;
  readonly height: number | null;
  /** Of video: frames a second the stream declares; null when it declares none. */
  readonly frameRate: number | null;
}

const TRACK = /^ {2}Stream #0:\d+(?:\([^)]*\)|\[[^\]]*\])*: (Video|Audio): (\w+)(.*)$/;
const SIZE = /, (\d{2,5})x(\d{2,5})(?=[ ,]|$)/;
const RATE = /, ([\d.]+)(k?) fps/;

/** Reads a line that introduces a track of the input. */
export function trackOf(line: string): StreamTrack | undefined {
  const [, kind, codec, rest = ''] = TRACK.exec(line) ?? [];
  if (!kind || !codec || rest.includes(' q=')) return undefined; // what is written is introduced, too, with a range of qualities
  const [, width = null, height = null] = SIZE.exec(rest) ?? [];
  const [, rate = null, thousands] = RATE.exec(rest) ?? [];
  return {
    kind: kind === 'Video' ? 'video' : 'audio',
    codec,
    width: width === null ? null : Number(width),
    height: height === null ? null : Number(height),
    frameRate: rate === null ? null : Number(rate) * (thousands ? 1000 : 1),
  };
}
