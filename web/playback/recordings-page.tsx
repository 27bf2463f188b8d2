import { useRef, useState } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import { DayControls } from '../calendar/day-controls.tsx';
import { GoTo } from '../calendar/go-to.tsx';
import { useText } from '../text/text.ts';
import { gapNotice } from '../tile/camera-tile.tsx';
import { useSaveFrame } from '../tile/use-save-frame.ts';
import { localTimeAt } from '../time/site-time.ts';
import { useLanes } from '../timeline/lanes/use-lanes.ts';
import { Announcer } from '../ui/announcer.tsx';
import { Page } from '../ui/page.tsx';
import { useFullScreen } from '../ui/use-full-screen.ts';
import { useNow } from '../ui/use-now.ts';
import { CameraChips } from './camera-chips.tsx';
import { DayList } from './day-list.tsx';
import { movesOf } from './moves.ts';
import { obeyPageKey } from './page-key.ts';
import { ScreenPanel } from './screen-panel.tsx';
import { SelectionToolbar } from './selection-toolbar.tsx';
import { TimelinePanel } from './timeline-panel.tsx';
import type { AddressTime } from './use-address.ts';
import { usePageViewer } from './use-page-viewer.ts';
import { useSelection } from './use-selection.ts';
import { useSpanInAddress } from './use-span-in-address.ts';
import { useView } from './use-view.ts';
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
  const { timeZone } = config;
  const now = useNow(1_000);
  const channels = cameras.map(({ channel }) => channel);
  const { viewer, state, history, focused, isEmpty } = usePageViewer({ cameras, time, rate, onAddress });
  const focusedChannel = focused?.channel ?? 0;
  const [view, setView] = useView({ time: state.time, spanMs, timeZone });
  useSpanInAddress(view.to - view.from, (span) => onAddress({ spanMs: span }));
  const { lanes, error } = useLanes(channels, view);
  const selecting = useSelection();
  const [isGoTo, setGoTo] = useState(false);
  const screen = useRef<HTMLElement>(null);
  const fullScreen = useFullScreen(screen);
  const playhead = state.time ?? now;
  const moves = movesOf({ viewer, history, channels, view, onView: setView });
  const saveFrame = useSaveFrame({ screen, camera: focused, time: state.time, timeZone });

  useViewerKeys((event) =>
    obeyPageKey(event, {
      scene: { view, playhead, now, timeZone, lane: lanes.find(({ channel }) => channel === focusedChannel) },
      ...{ viewer, channels },
      onEffect: (effect) => {
        if (effect.kind === 'view') setView(effect.view);
        if (effect.kind === 'seek') moves.go(effect.time);
        if (effect.kind === 'day') void moves.goToStartOf(effect.day);
        if (effect.kind === 'go-to') setGoTo(true);
        if (effect.kind === 'mark') selecting.mark(effect.edge, playhead, now);
      },
      more: {
        f: fullScreen.toggle,
        n: saveFrame,
        x: () => selecting.begin('export'),
        p: () => selecting.begin('protect'),
        Escape: selecting.end,
      },
    }),
  );

  return (
    <Page
      title={text.t('recordings.title')}
      isTitleQuiet
      aside={
        <div className="flex min-w-0 flex-1 flex-wrap items-center justify-end gap-2">
          <div className="min-w-0 flex-1 max-sm:w-full max-sm:flex-none sm:flex sm:justify-end">
            <CameraChips cameras={config.channels} chosen={channels} most={most} onChoose={(chosen) => onAddress({ channels: chosen })} />
          </div>
          <DayControls time={playhead} now={now} timeZone={timeZone} channels={channels} onDay={(day) => void moves.goToDay(day)} />
        </div>
      }
    >
      <div className="grid gap-4 lg:h-[calc(100dvh-7.5rem)] lg:min-h-[560px] lg:grid-cols-[minmax(0,1fr)_340px]">
        <div className="flex min-h-0 min-w-0 flex-col gap-3">
          <ScreenPanel
            {...{ screen, isEmpty, fullScreen, viewer, state, history, cameras, timeZone }}
            onSnapshot={saveFrame}
            onAlone={(channel) => onAddress({ channels: [channel] })}
          />
          <TimelinePanel
            {...{ viewer, lanes, view, playhead, now, timeZone, focusedChannel, selecting }}
            isFailed={error !== null}
            onView={setView}
            onPlay={moves.play}
            onGoTo={() => setGoTo(true)}
          />
          {selecting.isOn && <SelectionToolbar {...{ channels, timeZone, selecting }} />}
        </div>
        <DayList
          camera={focused}
          date={localTimeAt(playhead, timeZone).date}
          time={state.mode === 'live' ? null : state.time}
          onPlay={moves.play}
        />
      </div>
      <GoTo isOpen={isGoTo} onClose={() => setGoTo(false)} playhead={playhead} now={now} timeZone={timeZone} onGo={moves.choose} />
      <Announcer text={gapNotice(state, timeZone, text)} />
    </Page>
  );
}
