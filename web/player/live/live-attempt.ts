import type { Clock } from '../../time/clock.ts';
import { LiveFailure } from './live-failure.ts';
import type { Transport } from './play.ts';

/** How an attempt ended: nobody looks any more, it played and then froze, or it never played. */
export type AttemptEnding = 'left' | 'stalled' | LiveFailure;

interface AttemptOptions {
  readonly by: Transport;
  readonly clock: Clock;
  /** How long to wait for the first frame. */
  readonly budgetMs: number;
  /** Plays until aborted; rejects with a LiveFailure when it ends by itself. */
  readonly play: (o: { signal: AbortSignal; onConnected: () => void }) => Promise<never>;
  /** How many frames were shown so far; only its changes matter. */
  readonly frames: () => number;
  /** The browser draws nothing now (a hidden tab), so missing frames mean nothing. */
  readonly isUnseen: () => boolean;
  /** The first frame is there. */
  readonly onLive: () => void;
  /** Frames have come for half a minute. */
  readonly onHealthy: () => void;
  /** Playing is about to be torn down: the last chance to keep its frame. */
  readonly onEnding: () => void;
  /** Aborting leaves. */
  readonly stay: AbortSignal;
}

/** How long each way may take to its first frame, for a camera with ordinary keyframes. */
export const BUDGET_MS: Record<Transport, number> = { webrtc: 4000, mse: 6000 };
const FIRST_FRAME_LOOK_MS = 50;
const FRAME_LOOK_MS = 500;
const STALLED_AFTER_MS = 4000;
const HEALTHY_AFTER_MS = 30_000;

/** Plays a camera one way for as long as frames come. */
export async function attempt(options: AttemptOptions): Promise<AttemptEnding> {
  const { by, frames, play, stay } = options;
  const life = new AbortController();
  const signal = AbortSignal.any([stay, life.signal]);
  const before = frames();
  let isConnected = false;
  const onConnected = (): void => {
    isConnected = true;
  };
  const failed = play({ signal, onConnected }).catch((error: unknown) => failureOf(error));
  const first = await Promise.race([failed, firstFrame(options, before, signal)]);
  let ending: AttemptEnding =
    first === 'none' ? new LiveFailure(isConnected ? 'no_frames' : 'no_connection', `no picture by ${by}`) : 'left';
  if (first instanceof LiveFailure) ending = first;
  if (first === 'shown') {
    options.onLive();
    await Promise.race([failed, stalled(options, signal)]);
    ending = 'stalled';
    options.onEnding();
  }
  life.abort();
  await failed;
  return stay.aborted ? 'left' : ending;
}

async function firstFrame({ budgetMs, clock, frames }: AttemptOptions, before: number, signal: AbortSignal): Promise<'shown' | 'none'> {
  for (let waited = 0; waited < budgetMs && !signal.aborted; waited += FIRST_FRAME_LOOK_MS) {
    await clock.sleep(FIRST_FRAME_LOOK_MS, signal).catch(() => undefined);
    const now = frames();
    if (now > 0 && now !== before) return 'shown';
  }
  return 'none';
}

/** Resolves when no new frame came for a while, or when aborted. */
async function stalled({ clock, frames, isUnseen, onHealthy }: AttemptOptions, signal: AbortSignal): Promise<void> {
  const beganAt = clock.now();
  let seen = frames();
  let freshAt = beganAt;
  while (!signal.aborted && clock.now() - freshAt < STALLED_AFTER_MS) {
    await clock.sleep(FRAME_LOOK_MS, signal).catch(() => undefined);
    if (frames() !== seen || isUnseen()) freshAt = clock.now();
    seen = frames();
    if (freshAt - beganAt >= HEALTHY_AFTER_MS) onHealthy();
  }
}

function failureOf(error: unknown): LiveFailure {
  if (error instanceof LiveFailure) return error;
  return new LiveFailure('no_connection', error instanceof Error ? error.message : 'unknown');
}
