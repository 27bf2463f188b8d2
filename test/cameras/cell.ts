import type { TroubleReason } from '#shared/channel.ts';
import type { OddMaterial } from '../fakes/odd-cameras.ts';

/** Who plays the camera: GStreamer's RTSP server, live555's, a camera with odd habits, or one of the simulator's. */
export type CameraOf =
  | { readonly by: 'gstreamer'; readonly transport: 'udp' | 'tcp' | 'any' | 'tcp:basic' | 'tcp:digest'; readonly pipeline: string }
  | { readonly by: 'live555'; readonly file: string; readonly material: readonly string[] }
  | { readonly by: 'odd'; readonly material: OddMaterial; readonly quirks: Readonly<Record<string, unknown>> }
  | { readonly by: 'simulator'; readonly kind: string; readonly more: readonly string[] };

/** What must come of a camera that is recorded. */
export interface Recorded {
  readonly outcome: 'recorded';
  /** Of the video in the files, as ffprobe names it. */
  readonly codec: string;
  /** Of the sound in the finished files; several where either is right, null: none. */
  readonly sound: readonly (string | null)[];
  /** Seconds from the product's start to the first recorded picture: connecting, and one keyframe's distance. */
  readonly withinSeconds: number;
  /** What the camera holds back at times, so that it may be missing at its end. */
  readonly heldBackSeconds?: number;
  /** Words of a finding of the camera doctor that is not "good". */
  readonly finding?: RegExp;
  /** What is said of each file in the list, where it does not play in browsers. */
  readonly problem?: RegExp;
  /** Words that the state shows while nothing is recorded yet. */
  readonly meanwhile?: RegExp;
  /** How often the camera may be asked to play; once where not said. */
  readonly mostPlays?: number;
}

/** What must be told of a camera that cannot be recorded. */
export interface Refused {
  readonly outcome: 'refused';
  /** Any, where not said. */
  readonly reason?: TroubleReason;
  readonly words: RegExp;
}

/** One kind of camera and what must come of it. */
export interface Cell {
  /** Short and unique, for `--only`. */
  readonly id: string;
  /** Whom it stands for, as the table in docs/cameras.md says it. */
  readonly title: string;
  readonly camera: CameraOf;
  /** What stands in the URL before the @, where it is not the camera's own. */
  readonly login?: string;
  readonly fps: number;
  readonly expected: Recorded | Refused;
  /** For people: what is told, and what to set at such a camera; empty: nothing. */
  readonly told: string;
  readonly advice: string;
  /** How long it must be watched, where the common time does not show it. */
  readonly seconds?: number;
  /** Also judged by `npm test`, whose other tests do not show it. */
  readonly isSelected?: true;
}
