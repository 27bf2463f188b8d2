import type { PlaybackProblem } from './playback-engine.ts';
import type { RunTable } from './run-table.ts';

/** What brings a playlist into a video element. */
export interface PlaylistSource {
  /** Loads from this media time (seconds) on. Asked once the table is known. */
  start(media: number): void;
  dispose(): void;
}

export interface PlaylistSourceOptions {
  readonly video: HTMLVideoElement;
  readonly url: string;
  /** Told when the playlist has come, has grown, or its times are known better. */
  readonly onTable: (table: RunTable, isWhole: boolean) => void;
  readonly onProblem: (problem: PlaybackProblem) => void;
}

/** A way to play; which one depends on the browser. */
export type OpenPlaylist = (options: PlaylistSourceOptions) => PlaylistSource;
