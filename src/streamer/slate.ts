import { type Clock, rest } from '../lib/clock.ts';
import { runChild } from '../lib/process/child.ts';
import { MEMORY_FOR } from '../lib/process/child-limits.ts';
import { FlvReader, type FlvTag, isConfiguration, isEnd } from '../rtmp/rtmp.ts';

const FRAME_RATE = 5;
const SECONDS = 2;
/** Two seconds of a still picture. */
const WITHIN_MS = 60_000;
const GRACE_MS = 1000;
const TICK_MS = 100;

export interface SlateOptions {
  readonly ffmpeg: string;
  readonly width: number;
  readonly height: number;
  readonly text: string;
  readonly clock: Clock;
  readonly onTag: (tag: FlvTag) => void;
}

/** Shows a still picture until the signal aborts: two seconds of it are encoded once and sent again and again. */
export async function showSlate(options: SlateOptions, signal: AbortSignal): Promise<void> {
  const tags = await encodeSlate(options, signal);
  const configuration = tags.filter(isConfiguration);
  const frames = tags.filter((tag) => tag.kind === 'video' && !isConfiguration(tag) && !isEnd(tag));
  if (frames.length === 0 || signal.aborted) return;
  for (const tag of configuration) options.onTag(tag);
  const { clock, onTag } = options;
  const begun = clock.monotonic();
  for (let shown = 0; !signal.aborted; ) {
    const due = Math.floor(((clock.monotonic() - begun) * FRAME_RATE) / 1000) + 1;
    for (; shown < due; shown++) {
      const frame = frames[shown % frames.length];
      if (frame) onTag({ ...frame, timestamp: Math.round((shown * 1000) / FRAME_RATE) });
    }
    await rest(clock, TICK_MS, signal);
  }
}

/** Encodes the picture; without its words where this ffmpeg finds no font. */
async function encodeSlate(options: SlateOptions, signal: AbortSignal): Promise<FlvTag[]> {
  const withWords = await encode(options, words(options), signal);
  return withWords.length > 0 || signal.aborted ? withWords : encode(options, [], signal);
}

async function encode({ ffmpeg, width, height }: SlateOptions, filter: readonly string[], signal: AbortSignal): Promise<FlvTag[]> {
  const picture = `color=c=0x161A21:s=${width}x${height}:r=${FRAME_RATE}:d=${SECONDS}`;
  const video = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-tune',
    'stillimage',
    '-pix_fmt',
    'yuv420p',
    '-bf',
    '0',
    '-g',
    String(FRAME_RATE * SECONDS),
  ];
  const args = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-f', 'lavfi', '-i', picture, ...filter, ...video, '-f', 'flv', 'pipe:1'];
  const reader = new FlvReader();
  const tags: FlvTag[] = [];
  await runChild(
    { program: ffmpeg, args },
    {
      signal,
      graceMs: GRACE_MS,
      memoryBytes: MEMORY_FOR.encoding,
      withinMs: WITHIN_MS,
      readStdout: async (stream) => {
        for await (const chunk of stream as AsyncIterable<Buffer>) tags.push(...reader.push(chunk)); // a pipe without encoding gives buffers
      },
    },
  );
  return tags;
}

function words({ text, height }: SlateOptions): string[] {
  const escaped = text.replace(/[\\':,;[\]%]/g, (sign) => `\\\\\\${sign}`);
  return [
    '-vf',
    `drawtext=text=${escaped}:expansion=none:fontcolor=white:fontsize=${Math.round(height / 18)}:x=(w-text_w)/2:y=(h-text_h)/2`,
  ];
}
