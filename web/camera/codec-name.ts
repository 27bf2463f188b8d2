const NAMES: Readonly<Record<string, string>> = {
  h264: 'H.264',
  hevc: 'H.265',
  h265: 'H.265',
  av1: 'AV1',
  mjpeg: 'MJPEG',
  mpeg4: 'MPEG-4',
};

/** A codec as people know it: `hevc` is H.265. */
export function codecName(codec: string): string {
  return NAMES[codec.toLowerCase()] ?? codec;
}

/** A sound codec as people know it: `PCMA` is G.711. */
export function audioName(codec: string): string {
  const name = codec.toUpperCase();
  return /^PCM_?[AU]|^PCM_[AM]/.test(name) ? 'G.711' : name.replace('MPEG4-GENERIC', 'AAC');
}
