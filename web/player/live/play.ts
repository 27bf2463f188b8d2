/** The two ways a camera plays as video. */
export type Transport = 'webrtc' | 'mse';

export interface PlayOptions {
  readonly video: HTMLVideoElement;
  /** The live socket of the channel. */
  readonly url: string;
  /** Aborting ends playing and frees everything. */
  readonly signal: AbortSignal;
  /** The server or the hub is reached: what is missing now is the picture, not the way. */
  readonly onConnected: () => void;
  /** Told now and then how far behind the picture is, as far as we can know, in ms. */
  readonly onDelay: (ms: number) => void;
}

/** Plays a camera in a video element until aborted. @throws LiveFailure when it ends by itself, the signal's reason when aborted */
export type Play = (options: PlayOptions) => Promise<never>;
