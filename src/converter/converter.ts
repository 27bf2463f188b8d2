import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Clock, rest } from '../lib/clock.ts';
import { MediaInvalid, messageOf, systemCodeOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { type Conversion, type ConversionTools, convert, type PendingSegment } from './conversion.ts';

export type { Conversion, PendingSegment } from './conversion.ts';
export { isLeftover } from './leftover.ts';
export { probeRecording } from './probe.ts';

/** Where the work lies: the catalogue is the queue. */
export interface ConversionShelf {
  /** The newest MKV that is due, not among `excluding`, and was not given up. */
  nextToConvert(excluding: readonly number[]): Promise<PendingSegment | undefined>;
  /** Takes note of the MP4. @returns false: nobody wants it any more, throw it away */
  converted(conversion: Conversion): Promise<boolean>;
  /** Takes note of a failure, in words for people. @param isUnreadable the recording itself is to blame: nothing of it can be read */
  conversionFailed(id: number, reason: string, isUnreadable: boolean): Promise<void>;
}

export interface ConverterOptions extends ConversionTools {
  readonly shelf: ConversionShelf;
  /** How many at a time; default 2. */
  readonly workers?: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Nobody rings when a segment becomes due again after a failure. */
const LOOK_AGAIN_MS = 30_000;
/** Trying on while the disk is full would use up every segment's attempts, and the last bytes the recorders need. */
const DISK_REST_MS = 60_000;
/** How long the shelf may be out of order before a segment is left to the next start. */
const TELL_DELAYS_MS = [1000, 2000, 5000, 10_000, 30_000, 60_000, 120_000];

/** Makes an MP4 of every closed MKV, newest first, without hurry; the MKV goes when the catalogue knows the MP4. */
export class Converter implements AsyncDisposable {
  readonly #options: ConverterOptions;
  readonly #workers: number;
  readonly #life = new AbortController();
  readonly #jobs = new Map<number, Promise<void>>();
  /** Segments whose end we could not tell to the shelf: not tried again by this process, so that none can block us for ever. */
  readonly #setAside = new Set<number>();
  #bell = Promise.withResolvers<void>();
  #restUntil = 0;
  #done: Promise<void> = Promise.resolve();

  private constructor(options: ConverterOptions) {
    this.#options = options;
    this.#workers = options.workers ?? 2;
  }

  /** Begins with whatever waits on the shelf. */
  static start(options: ConverterOptions): Converter {
    const converter = new Converter(options);
    converter.#done = converter.#run(converter.#life.signal);
    return converter;
  }

  /** There may be something new on the shelf. */
  wake(): void {
    this.#bell.resolve();
  }

  /** Abandons what is in hand, without a trace. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await this.#done;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#bell = Promise.withResolvers(); // before looking: who rings while we look is heard
      const segment = await this.#nextSegment();
      if (segment) this.#begin(segment, signal);
      else await this.#pause(signal);
    }
    await Promise.all(this.#jobs.values());
  }

  async #nextSegment(): Promise<PendingSegment | undefined> {
    const { shelf, clock, log } = this.#options;
    if (this.#jobs.size >= this.#workers || clock.monotonic() < this.#restUntil) return undefined;
    try {
      return await shelf.nextToConvert([...this.#jobs.keys(), ...this.#setAside]);
    } catch (error) {
      log.warn({ error }, 'cannot read the conversion queue; it is tried again');
      return undefined;
    }
  }

  #begin(segment: PendingSegment, signal: AbortSignal): void {
    const job = this.#convert(segment, signal).finally(() => {
      this.#jobs.delete(segment.id);
      this.wake();
    });
    this.#jobs.set(segment.id, job);
  }

  async #pause(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const untilRested = this.#restUntil - clock.monotonic();
    const alarm = new AbortController();
    const sleep = rest(clock, untilRested > 0 ? untilRested : LOOK_AGAIN_MS, AbortSignal.any([signal, alarm.signal]));
    await Promise.race([this.#bell.promise, sleep]);
    alarm.abort();
  }

  async #convert(segment: PendingSegment, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    const startedAt = clock.monotonic();
    try {
      const conversion = await convert(segment, this.#options, signal);
      await this.#finish(segment, conversion, signal);
      log.debug({ path: conversion.path, tookMs: Math.round(clock.monotonic() - startedAt) }, 'segment converted to MP4');
    } catch (error) {
      if (!signal.aborted) await this.#fail(segment, error, signal);
    }
  }

  /** The catalogue first, then the MKV: whatever kills us in between, one of the two files is known. */
  async #finish(segment: PendingSegment, conversion: Conversion, signal: AbortSignal): Promise<void> {
    const { root, shelf, log } = this.#options;
    const isWanted = await this.#tell(segment, () => shelf.converted(conversion), signal);
    if (isWanted === undefined) return; // both files stay; the next start finds out
    const useless = isWanted ? segment.path : conversion.path;
    await rm(path.join(root, useless), { force: true }).catch((error: unknown) => {
      log.warn({ path: useless, error }, 'cannot delete a leftover file of a conversion; it is deleted at the next start');
    });
  }

  async #fail(segment: PendingSegment, error: unknown, signal: AbortSignal): Promise<void> {
    const { clock, log, shelf } = this.#options;
    const reason = reasonOf(error);
    log.warn({ path: segment.path, channel: segment.channel, reason, error }, 'conversion to MP4 failed');
    if (isDiskTrouble(error)) this.#restUntil = clock.monotonic() + DISK_REST_MS;
    await this.#tell(segment, () => shelf.conversionFailed(segment.id, reason, error instanceof MediaInvalid), signal);
  }

  /** @returns undefined when the shelf could not be told */
  async #tell<T>(segment: PendingSegment, tell: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    const { clock, log } = this.#options;
    for (const delayMs of TELL_DELAYS_MS) {
      try {
        return await tell();
      } catch (error) {
        log.warn({ path: segment.path, error }, 'cannot save a finished conversion in the catalogue; it is adopted at the next start');
      }
      await rest(clock, delayMs, signal);
      if (signal.aborted) return undefined;
    }
    this.#setAside.add(segment.id);
    log.error({ path: segment.path }, 'conversion not finished before the stop; it starts again at the next start');
    return undefined;
  }
}

const DISK_TROUBLE = new Map([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EROFS', 'the disk is read-only'],
  ['EIO', 'the disk has an error'],
]);

function isDiskTrouble(error: unknown): boolean {
  return DISK_TROUBLE.has(systemCodeOf(error) ?? '');
}

function reasonOf(error: unknown): string {
  const trouble = DISK_TROUBLE.get(systemCodeOf(error) ?? '');
  return trouble ? `${trouble}: no MP4 can be written` : messageOf(error);
}
