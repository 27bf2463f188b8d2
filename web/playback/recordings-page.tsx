import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import { useServer } from '../client/server.tsx';
import { Store } from '../client/store.ts';
import { useText } from '../text/text.ts';
import { DayBar } from '../timeline/day-bar.tsx';
import { RunList } from '../timeline/run-list.tsx';
import { neighbourRun, stateAt } from '../timeline/runs.ts';
import { clockText, localTimeAt, type SiteDay, siteDay } from '../timeline/site-time.ts';
import { Announcer } from '../ui/announcer.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Loading, Skeleton } from '../ui/skeleton.tsx';
import { useNow } from '../ui/use-now.ts';
import { useWatched } from '../ui/use-watched.ts';
import { CameraPicker } from './camera-picker.tsx';
import { DayPicker } from './day-picker.tsx';
import { EmptyDay } from './empty-day.tsx';
import { nearestDate } from './nearest-date.ts';
import { PlayerView } from './player-view.tsx';
import type { PlaybackState, RecordingPlayer } from './recording-player.ts';
import { RecordingsList } from './recordings-list.tsx';
import type { Piece } from './reel.ts';
import { useAddress } from './use-address.ts';
import { usePlayerKeys } from './use-player-keys.ts';
import { useRecordingPlayer } from './use-recording-player.ts';
import { useRecordings } from './use-recordings.ts';

/** Until the player is there. */
const NO_PLAYER = new Store<PlaybackState>({
  phase: 'loading',
  piece: null,
  time: null,
  isPlaying: false,
  isMuted: false,
  rate: 1,
  problem: null,
  gap: null,
});

interface RecordingsPageProps {
  readonly config: ConfigAnswer;
  readonly camera: ConfigAnswer['channels'][number];
  /** The moment of the address, epoch ms; null: the newest recording. */
  readonly time: number | null;
  readonly onCamera: (channel: number) => void;
  readonly onTime: (time: number) => void;
}

/** What was recorded: a camera, a day, a moment; to play, to take away, to delete. */
export function RecordingsPage({ config, camera, time, onCamera, onTime }: RecordingsPageProps) {
  const { t } = useText();
  const { queries, cache } = useServer();
  const { timeZone } = config;
  const now = useNow(5000);
  const video = useRef<HTMLVideoElement>(null);
  const lastFrame = useRef<HTMLCanvasElement>(null);
  const player = useRecordingPlayer(video, camera.channel, {
    onSwap: () => holdFrame(video.current, lastFrame.current),
    onStale: () => void cache.invalidateQueries({ queryKey: ['recordings', camera.channel] }),
    onEnd: () => goToDay('next'),
  });
  const state = useWatched(player ?? NO_PLAYER);
  const today = localTimeAt(now, timeZone).date;
  const dates = useQuery(queries.dates(camera.channel)).data;
  const day = useDay(state.time ?? time, dates?.[0] ?? today, timeZone);
  const { list, timeline, own, reel, recorded } = useRecordings(camera.channel, day, now);

  useEffect(() => {
    if (reel) player?.setReel(reel, day);
  }, [player, reel, day]);
  useAddress({ player, state, time, onTime });
  useStart(player, time === null && dates ? own : undefined);
  usePlayerKeys(player, (direction) => neighbourRun(recorded, state.time ?? now, direction));

  const goToDay = (direction: 'next' | 'previous'): void => {
    const found = nearestDate(dates ?? [], day.date, direction);
    if (found) player?.seek(siteDay(found, timeZone).from);
  };
  const play = (moment: number): void => {
    player?.seek(moment);
    player?.play();
  };
  const gap = state.gap && stateAt(recorded, (state.gap.from + state.gap.to) / 2);
  const isEmptyDay = own?.length === 0;

  return (
    <Page
      title={t('recordings.title')}
      isTitleQuiet
      aside={
        <div className="flex items-center gap-2 max-sm:w-full">
          <CameraPicker cameras={config.channels} value={camera.channel} onChange={onCamera} />
          <DayPicker
            date={day.date}
            today={today}
            hasRecordings={new Set(dates)}
            onChoose={(date) => player?.seek(siteDay(date, timeZone).from)}
          />
        </div>
      }
    >
      <div className="grid gap-4 lg:h-[calc(100dvh-7.5rem)] lg:min-h-[480px] lg:grid-cols-[minmax(0,1fr)_400px]">
        <div className="flex min-h-0 flex-col gap-3">
          <PlayerView
            video={video}
            lastFrame={lastFrame}
            player={player}
            state={isEmptyDay && state.piece === null ? { ...state, phase: 'empty' } : state}
            camera={camera}
            timeZone={timeZone}
            gapReason={gap?.kind === 'gap' ? t(`gap.${gap.gap.reason}`) : null}
            empty={
              isEmptyDay && <EmptyDay dates={dates ?? []} date={day.date} onGo={(date) => player?.seek(siteDay(date, timeZone).from)} />
            }
          />
          <section aria-label={t('recordings.timeline')} className="rounded-card border border-line bg-surface px-3 pt-2 pb-3">
            <DayBar view={day} recorded={recorded} time={state.time} now={now} timeZone={timeZone} onSeek={play} />
            <RunList recorded={recorded} timeZone={timeZone} onPlay={play} />
            <p className="mt-1 text-xs text-muted">
              {timeline.data ? t('recordings.coverage', { percent: coverageText(timeline.data.coverage) }) : ' '}
            </p>
          </section>
        </div>
        {list.isError ? (
          <Problem error={list.error} retry={() => void list.refetch()} />
        ) : own ? (
          <RecordingsList reel={own} current={state.piece} onPlay={(piece) => play(piece.from)} />
        ) : (
          <Loading label={t('app.loading')} longLabel={t('app.stillLoading')}>
            <Skeleton className="h-96 lg:h-full" />
          </Loading>
        )}
      </div>
      <Announcer
        text={
          state.gap ? t('player.noRecording', { from: clockText(state.gap.from, timeZone), to: clockText(state.gap.to, timeZone) }) : ''
        }
      />
    </Page>
  );
}

/** The day of a moment, or of a date while there is no moment yet. The same object for as long as it is the same day. */
function useDay(time: number | null, otherwise: string, timeZone: string): SiteDay {
  const date = time === null ? otherwise : localTimeAt(time, timeZone).date;
  return useMemo(() => siteDay(date, timeZone), [date, timeZone]);
}

/** Where no moment was asked for, the newest finished recording is shown. */
function useStart(player: RecordingPlayer | null, reel: readonly Piece[] | undefined): void {
  useEffect(() => {
    if (!player || !reel || player.getSnapshot().time !== null) return;
    const newest = reel.findLast(({ isLive }) => !isLive) ?? reel.at(-1);
    if (newest) player.seek(newest.from);
  }, [player, reel]);
}

/** 100 only when nothing at all is missing. */
function coverageText(percent: number): string {
  return percent >= 99.95 || percent === 0 ? `${Math.round(percent)}` : Math.min(99.9, percent).toFixed(1);
}

/** Leaves the frame that is shown on a canvas behind the video, so that nothing flashes black between two files. */
function holdFrame(video: HTMLVideoElement | null, canvas: HTMLCanvasElement | null): void {
  if (!video || !canvas || video.videoWidth === 0) return;
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
}
