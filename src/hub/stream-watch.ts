import { type Clock, rest } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { patienceFor, usualInterval } from '../lib/silence.ts';
import type { Go2rtcClient, StreamFacts } from './go2rtc/go2rtc-client.ts';

const POLL_MS = 5000;

/** What a camera's stream does, as far as the hub can tell. */
export interface StreamState {
  readonly channel: number;
  /** Video bytes arrive, as often as this camera usually sends them. */
  readonly online: boolean;
  readonly videoCodec: string | null;
  readonly audioCodec: string | null;
  readonly bitrateBps: number | null;
  readonly consumers: number;
}

export interface StreamWatchOptions {
  readonly client: Go2rtcClient;
  /** Channel number by the hub's name of its main stream. */
  readonly channels: () => ReadonlyMap<string, number>;
  /** Where the camera of a stream is; nobody else is believed to give it. */
  readonly hostOf: (name: string) => string | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly isUp: () => boolean;
  readonly onState: (state: StreamState) => void;
  /** Everything the hub told, asked for at that moment (monotonic). */
  readonly onLook: (askedAt: number, streams: ReadonlyMap<string, StreamFacts>) => void;
}

/** So many times of video bytes tell a camera's rhythm. */
const LATEST = 5;

interface Seen {
  readonly facts: StreamFacts;
  readonly at: number;
  /** Looks at which video bytes had arrived, of this connection. */
  readonly videoAt: readonly number[];
}

/** Looks at the producers every 5 s (more often disturbs streams that are starting) and tells each channel's state. */
export async function watchStreams(options: StreamWatchOptions, signal: AbortSignal): Promise<void> {
  const seen = new Map<string, Seen>();
  while (!signal.aborted) {
    await rest(options.clock, POLL_MS, signal);
    if (signal.aborted || !options.isUp()) continue;
    try {
      const askedAt = options.clock.monotonic();
      const streams = await options.client.streams(options.hostOf);
      look(options, seen, streams);
      options.onLook(askedAt, streams);
    } catch (error) {
      options.log.debug({ error: messageOf(error) }, 'cannot read the streams of go2rtc');
    }
  }
}

function look({ channels, clock, onState }: StreamWatchOptions, seen: Map<string, Seen>, streams: ReadonlyMap<string, StreamFacts>): void {
  const at = clock.monotonic();
  const watched = channels();
  for (const name of seen.keys()) if (!watched.has(name)) seen.delete(name);
  for (const [name, channel] of watched) {
    const facts = streams.get(name);
    if (!facts) continue;
    const now = seenNow(facts, at, seen.get(name));
    onState(stateOf(channel, now, seen.get(name)));
    seen.set(name, now);
  }
}

/** Bytes that went backwards belong to a new connection, so they all are new. */
function sinceOf(facts: StreamFacts, before: Seen | undefined): Seen | undefined {
  return before && facts.bytes >= before.facts.bytes ? before : undefined;
}

function seenNow(facts: StreamFacts, at: number, before: Seen | undefined): Seen {
  const since = sinceOf(facts, before);
  const isNew = facts.videoBytes > (since?.facts.videoBytes ?? 0);
  return { facts, at, videoAt: [...(since?.videoAt ?? []), ...(isNew ? [at] : [])].slice(-LATEST) };
}

function stateOf(channel: number, { facts, at, videoAt }: Seen, before: Seen | undefined): StreamState {
  const since = sinceOf(facts, before);
  const seconds = since ? (at - since.at) / 1000 : 0;
  return {
    channel,
    online: facts.hasProducer && at - (videoAt.at(-1) ?? Number.NEGATIVE_INFINITY) < silentAfterMs(videoAt),
    videoCodec: facts.videoCodec,
    audioCodec: facts.audioCodec,
    bitrateBps: since && seconds > 0 ? Math.round(((facts.bytes - since.facts.bytes) * 8) / seconds) : null,
    consumers: facts.consumers,
  };
}

/** Whose bytes come at each look may miss one, because of a pause of some seconds; others are waited for as long as they let wait. */
function silentAfterMs(videoAt: readonly number[]): number {
  const usual = usualInterval(videoAt.slice(1).map((at, index) => at - (videoAt[index] ?? at)));
  return usual !== null && usual < 1.5 * POLL_MS ? 2 * POLL_MS : patienceFor(usual);
}
