const AAC = 0xaf;
const RATES = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350] as const;
const SAMPLES = 1024;
const LOW_COMPLEXITY = 2;
/** An AAC-LC frame of silence, by number of channels; the sample rate makes no difference to it. */
const FRAMES: Readonly<Record<number, string>> = { 1: '00c800802380', 2: '210049900219002380' };

/** AAC-LC, 44.1 kHz, stereo: what a stream without sound is given. */
export const SILENT_CONFIGURATION: Buffer = Buffer.from([AAC, 0, 0x12, 0x10]);

/** Silence that fits behind frames of this configuration. */
export interface Silence {
  readonly sampleRate: number;
  readonly channels: number;
  /** How long one frame lasts. */
  readonly frameMs: number;
  /** A tag's body: one frame. */
  readonly body: Buffer;
}

/** Reads an AAC configuration tag; undefined when it is not one of AAC-LC with one or two channels. */
export function silenceFor(configuration: Buffer): Silence | undefined {
  if (configuration.length < 4) return undefined;
  const bits = configuration.readUInt16BE(2);
  const sampleRate = RATES[(bits >> 7) & 0x0f];
  const channels = (bits >> 3) & 0x0f;
  const frame = FRAMES[channels];
  if (bits >> 11 !== LOW_COMPLEXITY || sampleRate === undefined || frame === undefined) return undefined;
  const body = Buffer.concat([Buffer.from([AAC, 1]), Buffer.from(frame, 'hex')]);
  return { sampleRate, channels, frameMs: (SAMPLES * 1000) / sampleRate, body };
}
