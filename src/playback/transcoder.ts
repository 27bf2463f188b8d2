import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../lib/clock.ts';
import { MediaInvalid, Refused } from '../lib/errors.ts';
import { type Command, runChild } from '../lib/process/child.ts';
import { MEMORY_FOR } from '../lib/process/child-limits.ts';
import { complaintIn } from '../lib/process/last-words.ts';
import { boxesIn, encodedFragments, mp4Args } from '../mp4/mp4.ts';

export interface TranscoderOptions {
  readonly ffmpeg: string;
  /** For what ffmpeg reads, while it reads it; emptied at the start. */
  readonly folder: string;
  /** So many people at once; 0: nobody. */
  readonly limit: number;
  readonly clock: Clock;
}

/** What is to be encoded, and for whom. */
export interface TranscodeRequest {
  readonly user: string;
  /** Reads an init segment, and fragments that belong to it: not before its turn has come, so that only one of each user is in memory. */
  readonly source: () => Promise<readonly Uint8Array[]>;
  /** The init segment of what comes out, or its fragments. */
  readonly part: 'init' | 'fragments';
  /** Nobody waits for it any more. */
  readonly signal: AbortSignal;
}

/** Who has asked for nothing so long makes room for somebody else. */
const SEAT_MS = 15_000;
/** A player asks for a part, and for the next one ahead; more are not worth keeping a place for. */
const MOST_WAITING = 2;
const NICENESS = 10;
/** Nobody waits longer for a few seconds of video. */
const WITHIN_MS = 60_000;
const GRACE_MS = 500;

interface Seat {
  askedAt: number;
  last: Promise<unknown>;
  waiting: number;
}

/**
 * Encodes pieces of recordings as H.264 of 720 lines at most, for browsers that cannot play what the camera sent. One ffmpeg at a
 * time for each user; nothing runs, and nothing of it is on the disk, between one request and the next.
 */
export class Transcoder implements AsyncDisposable {
  readonly #options: TranscoderOptions;
  readonly #life = new AbortController();
  /** When each user asked last, and what he waits for. */
  readonly #seats = new Map<string, Seat>();

  private constructor(options: TranscoderOptions) {
    this.#options = options;
  }

  static async open(options: TranscoderOptions): Promise<Transcoder> {
    await rm(options.folder, { recursive: true, force: true });
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    return new Transcoder(options);
  }

  /** How many ffmpeg run or wait. */
  get running(): number {
    return [...this.#seats.values()].reduce((sum, { waiting }) => sum + waiting, 0);
  }

  /** Takes a seat, or keeps it. @throws Refused `too-busy` when all are taken by others, `transcoding-off` */
  sit(user: string): Seat {
    const { limit, clock } = this.#options;
    if (limit === 0) throw new Refused('transcoding-off', 'Converting for browsers is switched off here (TRANSCODE_LIMIT=0)');
    const now = clock.monotonic();
    for (const [other, { askedAt, waiting }] of this.#seats) if (waiting === 0 && now - askedAt >= SEAT_MS) this.#seats.delete(other);
    const seat = this.#seats.get(user) ?? { askedAt: now, last: Promise.resolve(), waiting: 0 };
    if (!this.#seats.has(user) && this.#seats.size >= limit)
      throw new Refused(
        'too-busy',
        'The server converts recordings for somebody else now: try again in a moment, or download the original',
        { data: { retryAfterS: SEAT_MS / 1000 } },
      );
    seat.askedAt = now;
    this.#seats.set(user, seat);
    return seat;
  }

  /** @throws what `sit` throws, or what reading the source throws; MediaInvalid when it cannot be decoded; the signal's reason */
  async transcode(request: TranscodeRequest): Promise<Buffer> {
    const seat = this.sit(request.user);
    // one is at work, the others wait
    if (seat.waiting > MOST_WAITING)
      throw new Refused('too-busy', `${MOST_WAITING} more parts of yours wait to be converted already: ask again when they are there`, {
        data: { retryAfterS: 1 },
      });
    const signal = AbortSignal.any([request.signal, this.#life.signal]);
    seat.waiting++;
    const turn = seat.last.then(() => {
      signal.throwIfAborted();
      return this.#run(request, signal);
    });
    seat.last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      seat.waiting--;
      seat.askedAt = this.#options.clock.monotonic();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await Promise.all([...this.#seats.values()].map(({ last }) => last));
  }

  async #run({ source, part }: TranscodeRequest, signal: AbortSignal): Promise<Buffer> {
    const { ffmpeg, folder } = this.#options;
    const chunks: Buffer[] = [];
    const file = path.join(folder, `${randomBytes(8).toString('hex')}.mp4`);
    try {
      await writeFile(file, await source(), { mode: 0o600 });
      const readStdout = async (stream: AsyncIterable<Buffer>): Promise<void> => {
        for await (const chunk of stream) chunks.push(chunk);
      };
      const { lastWords } = await runChild(transcodeCommand(ffmpeg, file, part), {
        signal,
        graceMs: GRACE_MS,
        niceness: NICENESS,
        memoryBytes: MEMORY_FOR.encoding,
        withinMs: WITHIN_MS,
        readStdout,
      });
      signal.throwIfAborted();
      return pickBoxes(Buffer.concat(chunks), part, complaintIn(lastWords));
    } finally {
      await rm(file, { force: true });
    }
  }
}

function pickBoxes(bytes: Buffer, part: TranscodeRequest['part'], complaint = 'nothing could be decoded'): Buffer {
  const wanted = part === 'init' ? ['ftyp', 'moov'] : ['moof', 'mdat'];
  const found = wholeBoxes(bytes).filter(({ type }) => wanted.includes(type));
  if (found.length < 2) throw new MediaInvalid(complaint);
  return Buffer.concat(found.map(({ start, end }) => bytes.subarray(start, end)));
}

function wholeBoxes(bytes: Buffer): ReturnType<typeof boxesIn> {
  try {
    return boxesIn(bytes);
  } catch {
    return []; // ffmpeg ended in the middle of one
  }
}

/** Every picture keeps its time; the sound is copied. Parameter sets stand before each keyframe, so that any init segment fits. */
function transcodeCommand(ffmpeg: string, file: string, part: TranscodeRequest['part']): Command {
  return {
    program: ffmpeg,
    args: mp4Args({
      file,
      format: 'mov',
      reading: ['-copyts'],
      video: [
        ...(part === 'init' ? ['-frames:v', '1'] : []),
        ...['-vf', "scale=-2:'min(720,ih)':flags=bilinear,format=yuv420p"],
        ...encodedFragments(['-preset', 'veryfast', '-profile:v', 'high', '-crf', '24', '-maxrate', '3M', '-bufsize', '6M']),
      ],
      sound: ['-map', '0:a:0?', '-c:a', 'copy'],
      times: 'as-they-are',
      timescale: 90_000,
    }),
  };
}
