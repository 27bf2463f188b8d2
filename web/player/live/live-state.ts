import { CAMERA_GIVES_NOTHING, type TroubleReason } from '#shared/channel.ts';
import type { ChannelLive } from '#shared/live.ts';
import type { Picture } from './last-pictures.ts';
import type { Transport } from './play.ts';

/** Why only stills are shown. */
export type StillsReason = 'unsupported' | 'no_connection' | 'data_saver';

/** What a live tile does now; times are epoch ms. */
export type LivePhase =
  | { readonly phase: 'idle' }
  | { readonly phase: 'connecting' }
  | { readonly phase: 'live'; readonly by: Transport; readonly delayMs: number | null }
  | { readonly phase: 'stalled'; readonly nextTryAt: number | null }
  | { readonly phase: 'stills'; readonly why: StillsReason }
  | {
      readonly phase: 'offline';
      /** null: the server is there, but nothing comes and it gives no reason. */
      readonly reason: TroubleReason | null;
      readonly detail: string | null;
      readonly since: number | null;
      readonly nextTryAt: number;
    };

/** All a tile draws. */
export type LiveSnapshot = LivePhase & { readonly picture: Picture | null };

/** What the server knows about a camera that gives no picture. */
export interface CameraTrouble {
  readonly reason: TroubleReason;
  readonly detail: string | null;
  readonly since: number | null;
}

/** Told by a try that was made just now; whether the hub still holds a connection is looked up only every few seconds. */
const FRESH_TROUBLES: readonly TroubleReason[] = CAMERA_GIVES_NOTHING;
const CAMERA_TROUBLES: readonly TroubleReason[] = [...FRESH_TROUBLES, 'no_video', 'hub_down'];

/** Whether the server says that there is nothing to see: then asking again and again helps nobody. Trouble of the recorder or the disk is no such thing. */
export function cameraTrouble(channel: ChannelLive | undefined): CameraTrouble | null {
  if (!channel?.reason || !(channel.online ? FRESH_TROUBLES : CAMERA_TROUBLES).includes(channel.reason)) return null;
  return { reason: channel.reason, detail: channel.detail, since: channel.since ? Date.parse(channel.since) : null };
}
