import { useEffect, useRef, useState } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import { dateText } from '../text/format.ts';
import { useText } from '../text/text.ts';
import { DayControls } from '../timeline/day-controls.tsx';
import { GoTo } from '../timeline/go-to.tsx';
import { timelineKey } from '../timeline/keys.ts';
import type { Span } from '../timeline/lane.ts';
import { marked } from '../timeline/selection.ts';
import { localTimeAt, type SiteDay } from '../timeline/site-time.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { useLanes } from '../timeline/use-lanes.ts';
import { ZoomControls } from '../timeline/zoom-controls.tsx';
import { Announcer } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Loading, Skeleton } from '../ui/skeleton.tsx';
import { useToasts } from '../ui/toasts.tsx';
import { useFullScreen } from '../ui/use-full-screen.ts';
import { useNow } from '../ui/use-now.ts';
import { useWatched } from '../ui/use-watched.ts';
import { CameraChips } from './camera-chips.tsx';
import { gapNotice } from './camera-tile.tsx';
import { obeyPlaybackKey } from './playback-key.ts';
import { RecordingsList } from './recordings-list.tsx';
import { saveFrame } from './save-frame.ts';
import { SelectionToolbar } from './selection-toolbar.tsx';
import { Stage } from './stage.tsx';
import { TransportBar } from './transport-bar.tsx';
import { type AddressTime, useAddress } from './use-address.ts';
import { useRecordings } from './use-recordings.ts';
import { useStart } from './use-start.ts';
import { useView, viewWith } from './use-view.ts';
import { NO_VIEWER, useHistory, useViewer } from './use-viewer.ts';
import { useViewerKeys } from './use-viewer-keys.ts';

interface RecordingsPageProps {
  readonly config: ConfigAnswer;
  /** Those on view, one at least. */
  readonly cameras: ConfigAnswer['channels'];
  /** So many may be on view at once. */
  readonly most: number;
  readonly time: AddressTime;
  /** What the timeline spans, ms; null: the day. */
  readonly spanMs: number | null;
  readonly rate: number;
  /** Writes what is on view into the address. */
  readonly onAddress: (change: { channels?: readonly number[]; time?: AddressTime; spanMs?: number; rate?: number }) => void;
}

/** What was recorded, of one camera or several by one clock: to watch, to take away, to delete. */
export function RecordingsPage({ config, cameras, most, time, spanMs, rate, onAddress }: RecordingsPageProps) {
  const text = useText();
  const { t } = text;
  const { timeZone } = config;
  const toasts = useToasts();
  const now = useNow(1_000);
  const channels = cameras.map(({ channel }) => channel);
  const viewer = useViewer(channels[0] ?? 0, rate);
  const history = useHistory();
  const state = useWatched(viewer ?? NO_VIEWER);
  const focused = cameras.find(({ channel }) => channel === state.focused) ?? cameras[0];
  const focusedChannel = focused?.channel ?? 0;
  const [view, setView] = useView({ time: state.time, spanMs, timeZone });
  const { lanes, error } = useLanes(channels, view);
  const [selection, setSelection] = useState<Span | null>(null);
  const [isSelecting, setSelecting] = useState(false);
  const [act, setAct] = useState<{ readonly kind: 'export' | 'protect'; readonly at: number } | null>(null);
  const [isGoTo, setGoTo] = useState(false);
  const playhead = state.time ?? now;
  const { list, rows } = useRecordings(focusedChannel, localTimeAt(playhead, timeZone).date);
  const screen = useRef<HTMLElement>(null);
  const fullScreen = useFullScreen(screen);

  const isEmpty = useStart({ viewer, history, channel: focusedChannel, isGiven: time !== null });
  useAddress({ viewer, state, time, onTime: (moment) => onAddress({ time: moment }) });
  useEffect(() => {
    if (viewer && focused && state.focused !== focused.channel) viewer.focus(focused.channel);
  }, [viewer, focused, state.focused]);
  const isRateNews = viewer !== null && state.rate !== rate;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when the rate changes here, not when the address does
  useEffect(() => {
    if (isRateNews) onAddress({ rate: state.rate });
  }, [state.rate]);

  useSpanInAddress(view.to - view.from, (span) => onAddress({ spanMs: span }));
  const go = (moment: number): void => {
    setView(viewWith(view, moment));
    viewer?.seek(moment);
  };
  const play = (moment: number): void => {
    go(moment);
    viewer?.play();
  };
  const goToDay = async (day: SiteDay): Promise<void> => {
    setView({ from: day.from, to: day.to });
    const firsts = await Promise.all(channels.map((channel) => history.firstWithin(channel, day)));
    const known = firsts.filter((first) => first !== null);
    if (known.length === 0) viewer?.pause();
    viewer?.stand(known.length > 0 ? Math.min(...known) : day.from);
  };
  const save = async (): Promise<void> => {
    if (!focused || state.time === null) return;
    const isSaved = await saveFrame(screen.current, { channel: focused.channel, name: focused.name, time: state.time, timeZone });
    if (isSaved) toasts.say(t('player.saved'));
    else toasts.complain(t('live.noSnapshot'));
  };
  const endSelection = (): void => {
    setSelection(null);
    setSelecting(false);
    setAct(null);
  };

  const pageKeys: Readonly<Record<string, () => void>> = {
    f: fullScreen.toggle,
    n: () => void save(),
    x: () => setAct(selection && { kind: 'export', at: Date.now() }),
    p: () => setAct(selection && { kind: 'protect', at: Date.now() }),
    Escape: endSelection,
  };
  useViewerKeys((event) => {
    const { key } = event;
    const lane = lanes.find(({ channel }) => channel === focusedChannel);
    const effect = timelineKey(event, { view, playhead, now, timeZone, lane });
    if (effect) {
      if (effect.kind === 'view') setView(effect.view);
      if (effect.kind === 'seek') go(effect.time);
      if (effect.kind === 'go-to') setGoTo(true);
      if (effect.kind === 'mark') {
        setSelecting(true);
        setSelection(marked(selection, effect.edge, playhead, now));
      }
      return true;
    }
    if (viewer && obeyPlaybackKey(event, viewer)) return true;
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const camera = cameras[Number(key) - 1];
    if (camera) viewer?.focus(camera.channel);
    pageKeys[key]?.();
    return camera !== undefined || pageKeys[key] !== undefined;
  });

  return (
    <Page
      title={t('recordings.title')}
      isTitleQuiet
      aside={
        <div className="flex min-w-0 flex-1 flex-wrap items-center justify-end gap-2">
          <div className="min-w-0 flex-1 max-sm:w-full max-sm:flex-none sm:flex sm:justify-end">
            <CameraChips cameras={config.channels} chosen={channels} most={most} onChoose={(chosen) => onAddress({ channels: chosen })} />
          </div>
          <DayControls time={playhead} now={now} timeZone={timeZone} channels={channels} onDay={(day) => void goToDay(day)} />
        </div>
      }
    >
      <div className="grid gap-4 lg:h-[calc(100dvh-7.5rem)] lg:min-h-[560px] lg:grid-cols-[minmax(0,1fr)_340px]">
        <div className="flex min-h-0 min-w-0 flex-col gap-3">
          <section
            ref={screen}
            aria-label={t('player.controls')}
            className="flex min-h-0 flex-1 flex-col overflow-hidden rounded-card border border-line bg-surface max-lg:sticky max-lg:top-0 max-lg:z-20"
          >
            {isEmpty ? (
              <NothingYet />
            ) : (
              <Stage
                viewer={viewer}
                state={state}
                history={history}
                cameras={cameras}
                timeZone={timeZone}
                onAlone={(channel) => onAddress({ channels: [channel] })}
              />
            )}
            <TransportBar
              viewer={viewer}
              state={state}
              timeZone={timeZone}
              isFull={fullScreen.isFull}
              onFullScreen={fullScreen.toggle}
              onSnapshot={() => void save()}
              isSeveral={cameras.length > 1}
            />
          </section>
          <div className="rounded-card border border-line bg-surface px-3 pt-2 pb-2">
            <div className="mb-1 flex flex-wrap items-center gap-2">
              <ZoomControls view={view} onView={setView} anchor={playhead} now={now} />
              <div className="flex gap-1">
                <Button tone="quiet" className="px-3" onClick={() => setGoTo(true)}>
                  {t('timeline.goTo')}
                </Button>
                <Button
                  tone="quiet"
                  icon="select"
                  className="px-3"
                  aria-pressed={isSelecting}
                  onClick={() => (isSelecting ? endSelection() : setSelecting(true))}
                >
                  {t(isSelecting ? 'recordings.selectEnd' : 'recordings.select')}
                </Button>
              </div>
            </div>
            <Timeline
              lanes={lanes}
              view={view}
              onView={setView}
              playhead={playhead}
              onScrub={(moment, phase) => (phase === 'end' ? viewer?.seek(moment) : viewer?.scrub(moment))}
              onPlay={play}
              now={now}
              timeZone={timeZone}
              focusedChannel={focusedChannel}
              onFocus={(channel) => viewer?.focus(channel)}
              selection={selection}
              onSelection={setSelection}
              isSelecting={isSelecting}
              onGoLive={() => viewer?.goLive()}
              hasReadOut={false}
            />
            {error !== null && <p className="text-xs text-warn">{t('problem.answer')}</p>}
          </div>
          {isSelecting && <SelectionToolbar channels={channels} selection={selection} act={act} timeZone={timeZone} onEnd={endSelection} />}
        </div>
        {list.isError ? (
          <Problem error={list.error} retry={() => void list.refetch()} />
        ) : rows ? (
          <RecordingsList
            title={`${focused?.name ?? ''} · ${dateText(localTimeAt(playhead, timeZone).date, text.language)}`}
            rows={rows}
            time={state.mode === 'live' ? null : state.time}
            onPlay={play}
          />
        ) : (
          <Loading label={t('app.loading')} longLabel={t('app.stillLoading')}>
            <Skeleton className="h-96 lg:h-full" />
          </Loading>
        )}
      </div>
      <GoTo isOpen={isGoTo} onClose={() => setGoTo(false)} playhead={playhead} now={now} timeZone={timeZone} onGo={go} />
      <Announcer text={gapNotice(state, timeZone, text)} />
    </Page>
  );
}

/** Browsers refuse too many changes of an address, and a wheel makes many. */
function useSpanInAddress(spanMs: number, write: (spanMs: number) => void): void {
  const known = useRef(spanMs);
  const latest = useRef(write);
  latest.current = write;
  useEffect(() => {
    if (Math.round(known.current / 1000) === Math.round(spanMs / 1000)) return;
    const timer = setTimeout(() => {
      known.current = spanMs;
      latest.current(spanMs);
    }, SPAN_SETTLES_MS);
    return () => clearTimeout(timer);
  }, [spanMs]);
}

const SPAN_SETTLES_MS = 500;

function NothingYet() {
  const { t } = useText();
  return (
    <div data-theme="dark" className="grid min-h-0 flex-1 place-content-center gap-1 bg-black p-4 text-center text-ink max-lg:aspect-video">
      <p className="font-medium">{t('recordings.noneYet')}</p>
      <p className="max-w-md text-muted">{t('recordings.noneYetText')}</p>
    </div>
  );
}
