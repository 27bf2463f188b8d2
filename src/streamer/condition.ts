import type { Condition } from '../health/health.ts';
import type { BroadcastState } from './broadcast-state.ts';

const HOLD_MS = 60_000;

/** What is wrong when somebody wants to stream, and nothing arrives at the ingest, or too little. */
export function conditionsOf({
  enabled,
  phase,
  reason,
  detail,
  channel,
}: Pick<BroadcastState, 'phase' | 'reason' | 'detail'> & { readonly enabled: boolean; readonly channel: number }): Condition[] {
  const isSlow = reason === 'upload_slow';
  if (!enabled || (phase !== 'waiting' && phase !== 'starting' && !isSlow)) return [];
  return [{ kind: 'streaming_failing', channel: null, reason, streamed: channel, said: detail, holdMs: HOLD_MS }];
}
