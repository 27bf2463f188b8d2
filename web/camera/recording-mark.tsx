import type { ChannelLive } from '#shared/live.ts';
import { useText } from '../text/text.ts';

/** Whether a camera is being recorded, and if not, why not. */
export function RecordingMark({ live, isWanted }: { live: ChannelLive | undefined; isWanted: boolean }) {
  const { t } = useText();
  if (!live) return null;
  if (live.phase === 'recording') {
    return (
      <span className="flex items-center gap-1.5 rounded-tile bg-black/70 px-1.5 py-0.5 text-xs font-medium" title={t('live.recording')}>
        <span aria-hidden="true" className="size-2 rounded-full bg-danger" />
        {t('live.rec')}
      </span>
    );
  }
  if (isWanted && live.phase === 'starting' && !live.reason) return null;
  const why = live.reason ?? (isWanted ? 'unknown' : 'disabled');
  return (
    <span className={`rounded-tile bg-black/70 px-1.5 py-0.5 text-xs ${isWanted ? 'text-warn' : 'text-muted'}`} title={t(`reason.${why}`)}>
      {live.reason === 'no_keyframe' ? t('reason.no_keyframe') : t('live.notRecorded')}
    </span>
  );
}
