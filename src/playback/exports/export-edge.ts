import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ChildFailed, MediaInvalid } from '../../lib/errors.ts';
import { type Command, runChild } from '../../lib/process/child.ts';
import { MEMORY_FOR } from '../../lib/process/child-limits.ts';
import { boxesIn, encodedFragments, mp4Args } from '../../mp4/mp4.ts';

export interface EdgeOptions {
  readonly ffmpeg: string;
  /** For what ffmpeg reads and writes meanwhile. */
  readonly folder: string;
  readonly init: Uint8Array;
  /** The fragments of one GOP. */
  readonly gop: Buffer;
  /** Of the pictures. */
  readonly timescale: number;
  /** The first picture that is wanted is the first not before it; in time units. */
  readonly from: number;
  /** The first that is wanted no more is the first not before it. */
  readonly to: number;
  readonly signal: AbortSignal;
}

const GRACE_MS = 1_000;
const NICENESS = 10;
/** A GOP is a few seconds of video: ten times that on the slowest machine. */
const WITHIN_MS = 120_000;
/**
 * Parameter sets of our own have this number, and stand before the keyframe of the edge. Cameras use small ones, which stay as they
 * are in the file's description: so neither displaces the other, also when a player jumps from one to the other.
 */
const PARAMETER_SET = 23;

/**
 * Encodes the wanted pictures of a GOP again, so that a file can begin or end within it; the sound is copied. What comes out is
 * decoded once before it is believed.
 * @returns fragments that follow the same init segment; undefined when no picture is wanted
 * @throws MediaInvalid when it cannot be done without doubt: no H.264, pictures that are not sent in the order they are shown
 */
export async function encodeEdge(o: EdgeOptions): Promise<Buffer | undefined> {
  if (!Buffer.from(o.init).includes('avcC')) throw new MediaInvalid('only H.264 can be cut exactly');
  if (isReordered(o.gop)) throw new MediaInvalid('the pictures are not sent in the order they are shown');
  const name = path.join(o.folder, `.edge-${randomBytes(6).toString('hex')}`);
  const [source, result] = [`${name}.in.mp4`, `${name}.out.mp4`];
  try {
    await writeFile(source, [o.init, o.gop], { mode: 0o600 });
    const encoded = await countOf(encodeCommand(source, o), o);
    if (encoded.frames === 0) return undefined;
    const fragments = mediaOf(encoded.bytes);
    await writeFile(result, [o.init, fragments], { mode: 0o600 });
    const decoded = await countOf(decodeCommand(result, o), o);
    if (decoded.frames !== encoded.frames || decoded.complaint !== undefined)
      throw new MediaInvalid(decoded.complaint ?? 'what was encoded again cannot be decoded');
    return fragments;
  } finally {
    await Promise.all([source, result].map((file) => rm(file, { force: true })));
  }
}

/** Whether a fragment says of its samples that they are shown at other times than they are decoded. */
function isReordered(gop: Buffer): boolean {
  return boxesIn(gop)
    .filter(({ type }) => type === 'moof')
    .flatMap(({ body, end }) => boxesIn(gop, body, end))
    .filter(({ type }) => type === 'traf')
    .flatMap(({ body, end }) => boxesIn(gop, body, end))
    .some(({ type, body }) => type === 'trun' && (gop.readUIntBE(body + 1, 3) & 0x800) !== 0);
}

function mediaOf(bytes: Buffer): Buffer {
  const media = boxesIn(bytes).filter(({ type }) => type === 'moof' || type === 'mdat');
  return Buffer.concat(media.map(({ start, end }) => bytes.subarray(start, end)));
}

interface Counted {
  readonly frames: number;
  readonly bytes: Buffer;
  /** What ffmpeg found wrong. */
  readonly complaint: string | undefined;
}

async function countOf(command: Command, { signal }: EdgeOptions): Promise<Counted> {
  const chunks: Buffer[] = [];
  let frames = 0;
  let complaint: string | undefined;
  await runChild(command, {
    signal,
    graceMs: GRACE_MS,
    niceness: NICENESS,
    memoryBytes: MEMORY_FOR.encoding,
    withinMs: WITHIN_MS,
    onStderr: (line) => {
      const [, name, value] = /^(\w+)=\s*(\S*)/.exec(line) ?? [];
      if (name === 'frame') frames = Number(value);
      else if (name === undefined && line.startsWith('[')) complaint ??= line;
    },
    readStdout: async (stream) => {
      for await (const chunk of stream) chunks.push(chunk);
    },
  }).catch(invalidAtLimit);
  signal.throwIfAborted();
  return { frames, bytes: Buffer.concat(chunks), complaint };
}

/** Then the export is cut at the keyframe instead. */
function invalidAtLimit(error: unknown): never {
  throw error instanceof ChildFailed ? new MediaInvalid(error.message, { cause: error }) : error;
}

const QUIET = ['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-progress', 'pipe:2', '-protocol_whitelist', 'file,pipe'];

function encodeCommand(file: string, { ffmpeg, timescale, from, to }: EdgeOptions): Command {
  const [first, last] = [Math.ceil(from), Math.ceil(to)];
  const sound = `noise=drop='lt(pts*tb,${(first / timescale).toFixed(6)})+gte(pts*tb,${(last / timescale).toFixed(6)})'`;
  return {
    program: ffmpeg,
    args: mp4Args({
      file,
      format: 'mov',
      reading: [...QUIET, '-copyts'],
      video: [
        ...['-vf', `trim=start_pts=${first}:end_pts=${last}`],
        ...encodedFragments(['-preset', 'medium', '-crf', '16', '-x264-params', `sps-id=${PARAMETER_SET}`]),
      ],
      sound: ['-map', '0:a:0?', '-c:a', 'copy', '-bsf:a', sound],
      times: 'as-they-are',
      timescale,
    }),
  };
}

function decodeCommand(file: string, { ffmpeg }: EdgeOptions): Command {
  const args = [...QUIET, '-f', 'mov', '-i', `file:${file}`, '-map', '0:v:0', '-fps_mode', 'passthrough', '-f', 'null', '-'];
  return { program: ffmpeg, args };
}
