import type { WebSocket } from 'ws';
import { type Clock, rest } from '../lib/clock.ts';
import { HubUnreachable, StreamUnavailable } from '../lib/errors.ts';
import { leavesOpen, SETUP_REFUSED, troubleOfCamera } from './camera-answer.ts';
import { type Knock, knock } from './knock.ts';
import { codecsIn, reasonOf, type StreamTrouble } from './stream-reason.ts';

/** What go2rtc carries as video; of anything else it sends a stream without a kind, which nobody can read (measured). */
const CARRIED = ['H264', 'H265', 'JPEG', 'VP8', 'VP9', 'AV1'];
const MSE_VIDEO = /\b(?:avc[13]|hvc1|hev1|av01|vp09|vp8)/;
/** A camera that answers an error is tried every two seconds; what it said is believed for so long. */
const BELIEVED_MS = 30_000;
/** A camera that has just closed one connection is given a moment before the next: some answer 503 meanwhile. */
const PAUSE_MS = 300;
/** Others need longer, or allow one connection and have not yet noticed that the last one is gone. */
const HOLD_PAUSES_MS = [1_000, 2_000] as const;
/** A go2rtc that gets nothing by UDP is not asked for it more often. */
const UDP_AGAIN_AFTER_MS = 120_000;

export interface StreamOpenerOptions {
  /** The hub's MSE socket of a stream. */
  readonly socket: (name: string) => WebSocket;
  /** Keeps a stream of any video codec; undefined when the hub does not get it. */
  readonly hold: (name: string, signal: AbortSignal) => Promise<Disposable | undefined>;
  /** Names of the video codecs that the camera offers in a stream which the hub reads now, as go2rtc calls them. */
  readonly offeredVideo: (name: string) => Promise<readonly string[]>;
  readonly urlOf: (name: string) => string;
  readonly hubVersion: () => string | null;
  /** Takes a stream by UDP from now on, or by TCP again. @returns false where its URL says how, or the hub is not ours */
  readonly setUdp: (name: string, isUdp: boolean) => Promise<boolean>;
  readonly isUdp: (name: string) => boolean;
  readonly clock: Clock;
}

interface Asked {
  readonly words: string;
  readonly trouble: StreamTrouble;
  readonly at: number;
}

/** Gets a stream from the hub, holds it, and says as exactly as can be seen why when it does not come. */
export class StreamOpener {
  readonly #options: StreamOpenerOptions;
  /** Streams whose video MSE does not carry, but RTSP does. */
  readonly #notForMse = new Set<string>();
  readonly #asked = new Map<string, Asked>();
  readonly #noUdpUntil = new Map<string, number>();

  constructor(options: StreamOpenerOptions) {
    this.#options = options;
  }

  /** @throws StreamUnavailable with what was seen */
  async open(name: string, signal: AbortSignal): Promise<Knock> {
    await this.#demandLogin(name, signal);
    const held = this.#notForMse.has(name) ? await this.#held(name, signal) : undefined;
    if (held) return held;
    this.#notForMse.delete(name);
    try {
      return await this.#ask(name, signal);
    } catch (error) {
      if (!(error instanceof HubUnreachable)) throw error;
      return await this.#otherwise(name, error.message, signal);
    }
  }

  /** What was learned of a stream's camera is of another one. */
  forget(name: string): void {
    this.#notForMse.delete(name);
    this.#asked.delete(name);
    this.#noUdpUntil.delete(name);
  }

  /** @throws HubUnreachable with go2rtc's words, StreamUnavailable */
  async #ask(name: string, signal: AbortSignal): Promise<Knock> {
    try {
      const opened = await knock(this.#options.socket(name), signal);
      const withVideo = MSE_VIDEO.test(opened.codecs) ? opened : await this.#insteadOfSound(name, opened, signal);
      this.#asked.delete(name);
      return withVideo;
    } catch (error) {
      if (!(error instanceof HubUnreachable)) throw error;
      return await this.#askWithoutMse(name, error, signal);
    }
  }

  /** MSE took the sound alone: there may be video that it cannot have. */
  async #insteadOfSound(name: string, sound: Knock, signal: AbortSignal): Promise<Knock> {
    const given = await this.#offeredBeside(name, sound);
    if (given.length === 0) throw new StreamUnavailable('no_video', 'The camera sends no video, only sound');
    await rest(this.#options.clock, PAUSE_MS, signal);
    return await this.#holdVideo(name, given, signal);
  }

  /** Lets go of the sound then: go2rtc would connect anew for another track, while the camera still has the connection before. */
  async #offeredBeside(name: string, sound: Knock): Promise<readonly string[]> {
    using _ = sound;
    return await this.#options.offeredVideo(name);
  }

  /** Where the codecs do not match, MSE cannot have what RTSP and the recorder can; or go2rtc hides that the camera refused SETUP. */
  async #askWithoutMse(name: string, refusal: HubUnreachable, signal: AbortSignal): Promise<Knock> {
    const codecs = codecsIn(refusal.message);
    if (!codecs || codecs.given.length === 0) throw refusal;
    if (codecs.given.some((codec) => codecs.wanted.includes(codec))) throw new HubUnreachable(SETUP_REFUSED);
    await rest(this.#options.clock, PAUSE_MS, signal);
    const held = await this.#holdVideo(name, codecs.given, signal);
    this.#asked.delete(name);
    return held;
  }

  /** @param given what the camera offers @throws StreamUnavailable, HubUnreachable */
  async #holdVideo(name: string, given: readonly string[], signal: AbortSignal): Promise<Knock> {
    if (!given.some((codec) => CARRIED.includes(codec))) throw notCarried(given);
    let held = await this.#held(name, signal);
    for (const pauseMs of HOLD_PAUSES_MS) {
      if (held) break;
      await rest(this.#options.clock, pauseMs, signal);
      held = await this.#held(name, signal);
    }
    if (!held) throw new HubUnreachable(SETUP_REFUSED);
    this.#notForMse.add(name);
    return held;
  }

  /** While a camera offers only logins that the hub does not know, the hub is kept from trying: each try counts as a wrong password. */
  async #demandLogin(name: string, signal: AbortSignal): Promise<void> {
    const last = this.#asked.get(name);
    if (last?.trouble.reason !== 'login_unsupported') return;
    const trouble = await this.#askCamera(name, last.words, signal);
    if (trouble?.reason === 'login_unsupported') fail(trouble);
    this.#asked.delete(name);
  }

  /** The hub's answer was no: why, and whether the other transport helps. */
  async #otherwise(name: string, words: string, signal: AbortSignal): Promise<Knock> {
    const isUdp = this.#options.isUdp(name);
    const seen = leavesOpen(words) ? await this.#seen(name, words, signal) : undefined;
    const trouble = seen ?? reasonOf(words);
    const mayHelp = isUdp ? words === SETUP_REFUSED && !seen : seen?.reason === 'transport_refused';
    return mayHelp ? await this.#byOtherTransport(name, trouble, signal) : fail(trouble);
  }

  async #held(name: string, signal: AbortSignal): Promise<Knock | undefined> {
    const held = await this.#options.hold(name, signal);
    return held && { codecs: '', [Symbol.dispose]: () => held[Symbol.dispose]() };
  }

  /** What the camera itself answers; the same words need no new question for a while. */
  async #seen(name: string, words: string, signal: AbortSignal): Promise<StreamTrouble | undefined> {
    const last = this.#asked.get(name);
    if (last?.words === words && this.#options.clock.monotonic() - last.at < BELIEVED_MS) return last.trouble;
    return await this.#askCamera(name, words, signal);
  }

  async #askCamera(name: string, words: string, signal: AbortSignal): Promise<StreamTrouble | undefined> {
    const { urlOf, hubVersion, clock } = this.#options;
    await rest(clock, PAUSE_MS, signal);
    const trouble = await troubleOfCamera({ url: urlOf(name), words, hubVersion: hubVersion(), signal });
    if (trouble) this.#asked.set(name, { words, trouble, at: clock.monotonic() });
    return trouble;
  }

  /** UDP for a camera that refuses TCP, and TCP again for one that does not give its stream by UDP any more. */
  async #byOtherTransport(name: string, trouble: StreamTrouble, signal: AbortSignal): Promise<Knock> {
    const { clock, setUdp, isUdp } = this.#options;
    const wasUdp = isUdp(name);
    if (clock.monotonic() < (this.#noUdpUntil.get(name) ?? 0) || !(await setUdp(name, !wasUdp))) return fail(trouble);
    await rest(clock, PAUSE_MS, signal);
    try {
      return await this.#ask(name, signal);
    } catch {
      await setUdp(name, wasUdp);
      this.#noUdpUntil.set(name, clock.monotonic() + UDP_AGAIN_AFTER_MS);
      return fail(wasUdp ? trouble : { ...trouble, detail: `${trouble.detail}, and by UDP go2rtc gets nothing either` });
    }
  }
}

function fail({ reason, detail }: StreamTrouble): never {
  throw new StreamUnavailable(reason, detail);
}

function notCarried(codecs: readonly string[]): StreamUnavailable {
  const detail = `The camera’s video is ${codecs.join(', ')}, which go2rtc does not carry: set the camera to H.264 or H.265`;
  return new StreamUnavailable('codec_unsupported', detail);
}
