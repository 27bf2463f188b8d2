import { type ReactNode, type RefObject, useEffect } from 'react';
import { codecName } from '../camera/codec-name.ts';
import { useCamera, useChannelLive } from '../camera/use-camera.ts';
import type { LiveSnapshot, StillsReason } from '../player/live/live-state.ts';
import { type Text, useText } from '../text/text.ts';
import { clockText } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useCountdown } from '../ui/use-now.ts';

interface LiveScreenProps {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly state: LiveSnapshot;
  readonly channel: number;
  readonly timeZone: string;
  readonly isMuted: boolean;
  readonly onTryNow: () => void;
  readonly children?: ReactNode;
}

/** The picture of a camera: the video, under it the last known still, over it why there is none. Fills its parent. */
export function LiveScreen({ video, state, channel, timeZone, isMuted, onTryNow, children }: LiveScreenProps) {
  const isLive = state.phase === 'live';
  useEffect(() => {
    if (video.current) video.current.muted = isMuted;
  }, [video, isMuted]);

  return (
    <div data-theme="dark" className="absolute inset-0 overflow-hidden bg-black text-ink">
      {/* Never hidden itself: a browser counts no frames of a hidden video. What is not live yet is covered. */}
      <video ref={video} autoPlay playsInline muted className="absolute inset-0 size-full object-contain" />
      {!isLive && <Cover state={state} />}
      <Explanation state={state} channel={channel} timeZone={timeZone} onTryNow={onTryNow} />
      {children}
    </div>
  );
}

/** The last known picture, or a calm surface where there is none. */
function Cover({ state: { phase, picture } }: { state: LiveSnapshot }) {
  if (!picture) return <div className={`absolute inset-0 bg-surface ${phase === 'connecting' ? 'animate-breathe' : ''}`} />;
  const dimness = phase === 'offline' ? 'opacity-25' : phase === 'stalled' ? 'opacity-70' : '';
  return (
    <div className="absolute inset-0 bg-black">
      <img src={picture.url} alt="" className={`size-full object-contain ${dimness}`} />
    </div>
  );
}

type ExplanationProps = Pick<LiveScreenProps, 'state' | 'channel' | 'timeZone' | 'onTryNow'>;

function Explanation({ state, channel, timeZone, onTryNow }: ExplanationProps) {
  const { t, language } = useText();
  const codec = useChannelLive(channel)?.videoCodec;
  if (state.phase === 'stills')
    return <StillsText why={state.why} codec={codec ? codecName(codec) : t('live.thisVideo')} channel={channel} />;
  if (state.phase !== 'offline') return null;
  return (
    <div className="pointer-events-none absolute inset-0 z-10 flex flex-col items-center justify-center gap-1 p-4 pb-10 text-center @max-3xs:px-2 @max-3xs:pt-7 @max-3xs:pb-8 @max-3xs:text-xs">
      <Icon name="offline" size={28} className="mb-1 text-danger @max-xs:hidden" />
      <p className="font-medium">{state.reason ? t(`reason.${state.reason}`) : (state.detail ?? t('live.noPicture'))}</p>
      {state.picture && (
        <p className="text-xs text-muted">{t('live.lastPicture', { time: clockText(state.picture.takenAt, timeZone, language) })}</p>
      )}
      <NextTry nextTryAt={state.nextTryAt} t={t} onTryNow={onTryNow} />
    </div>
  );
}

const STILLS = { unsupported: 'live.stillsUnsupported', no_connection: 'live.stillsConnection', data_saver: 'live.stillsSaver' } as const;

/** Why it does not move and, where there is room for it, what helps. */
function StillsText({ why, codec, channel }: { why: StillsReason; codec: string; channel: number }) {
  const { t } = useText();
  const hasSub = useCamera(channel)?.hasSub ?? false;
  const help = why === 'unsupported' ? t(hasSub ? 'live.helpSub' : 'live.helpCodec', { codec }) : undefined;
  return (
    <div
      title={help}
      className="absolute top-2 left-2 max-w-[calc(100%-6rem)] rounded-tile bg-black/70 px-2 py-1 text-xs @max-3xs:inset-x-0 @max-3xs:top-8 @max-3xs:max-w-none @max-3xs:py-0 @max-3xs:leading-tight"
    >
      <p>{t(STILLS[why], { codec })}</p>
      {help && <p className="mt-1 hidden text-muted @md:block">{help}</p>}
    </div>
  );
}

function NextTry({ nextTryAt, t, onTryNow }: { nextTryAt: number; t: Text; onTryNow: () => void }) {
  const count = useCountdown(nextTryAt);
  return (
    <div className="mt-1 flex flex-wrap items-center justify-center gap-x-3 gap-y-1 text-muted @max-3xs:hidden">
      <span>{t('live.nextTry', { count })}</span>
      <Button className="pointer-events-auto min-h-8 bg-black/40" onClick={onTryNow}>
        {t('app.tryNow')}
      </Button>
    </div>
  );
}
