import type { LiveSnapshot } from '../player/live/live-state.ts';
import { type Text, useText } from '../text/text.ts';
import { spanText } from '../time/format.ts';
import { useNow } from '../ui/use-now.ts';

/** How the picture comes and how old it is: the honest badge of a live tile. */
export function LiveBadge({ state }: { state: LiveSnapshot }) {
  const { t } = useText();
  const now = useNow(state.phase === 'offline' ? 10_000 : null);
  const isMoving = state.phase === 'live';
  return (
    <span className="flex items-center gap-1.5 whitespace-nowrap" title={hint(state, t)}>
      <span
        aria-hidden="true"
        className={`size-2 rounded-full ${isMoving ? 'bg-ok' : state.phase === 'offline' ? 'bg-danger' : 'border-2 border-warn'}`}
      />
      {badgeText(state, now, t)}
    </span>
  );
}

/** The state of a tile in a few words. */
export function badgeText(state: LiveSnapshot, now: number, t: Text): string {
  switch (state.phase) {
    case 'idle':
      return t('live.paused');
    case 'connecting':
      return t('live.connecting');
    case 'stalled':
      return t('live.stalled');
    case 'stills':
      return t('live.stills');
    case 'offline':
      return state.since === null ? t('live.offline') : t('live.offlineFor', { span: spanText((now - state.since) / 1000) });
    case 'live': {
      const isWebrtc = state.by === 'webrtc';
      if (state.delayMs === null) return t(isWebrtc ? 'live.live' : 'live.mse');
      return t(isWebrtc ? 'live.liveDelay' : 'live.mseDelay', { delay: Math.max(0.1, state.delayMs / 1000).toFixed(1) });
    }
  }
}

function hint(state: LiveSnapshot, t: Text): string | undefined {
  if (state.phase !== 'live') return undefined;
  return t(state.by === 'webrtc' ? 'live.whyWebrtc' : 'live.whyMse');
}
