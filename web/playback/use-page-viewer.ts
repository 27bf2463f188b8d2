import { useEffect } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import type { RecordingHistory } from '../player/viewer/recording-history.ts';
import type { Viewer } from '../player/viewer/viewer.ts';
import type { ViewerState } from '../player/viewer/viewer-state.ts';
import { NO_VIEWER, useHistory, useViewer } from '../tile/use-viewer.ts';
import { useWatched } from '../ui/use-watched.ts';
import { type AddressTime, useAddress } from './use-address.ts';
import { useStart } from './use-start.ts';

interface PageViewerOptions {
  /** Those on view, one at least. */
  readonly cameras: ConfigAnswer['channels'];
  readonly time: AddressTime;
  readonly rate: number;
  readonly onAddress: (change: { time?: AddressTime; rate?: number }) => void;
}

interface PageViewer {
  readonly viewer: Viewer | null;
  readonly state: ViewerState;
  readonly history: RecordingHistory;
  /** The channel that is heard and steps. */
  readonly focused: ConfigAnswer['channels'][number] | undefined;
  /** Nothing was ever recorded. */
  readonly isEmpty: boolean;
}

/** The viewer of the recordings page, at one with the address: its moment, speed and cameras. */
export function usePageViewer({ cameras, time, rate, onAddress }: PageViewerOptions): PageViewer {
  const viewer = useViewer(cameras[0]?.channel ?? 0, rate);
  const history = useHistory();
  const state = useWatched(viewer ?? NO_VIEWER);
  const focused = cameras.find(({ channel }) => channel === state.focused) ?? cameras[0];

  const isEmpty = useStart({ viewer, history, channel: focused?.channel ?? 0, isGiven: time !== null });
  useAddress({ viewer, state, time, onTime: (moment) => onAddress({ time: moment }) });
  useEffect(() => {
    if (viewer && focused && state.focused !== focused.channel) viewer.focus(focused.channel);
  }, [viewer, focused, state.focused]);
  const isRateNews = viewer !== null && state.rate !== rate;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when the rate changes here, not when the address does
  useEffect(() => {
    if (isRateNews) onAddress({ rate: state.rate });
  }, [state.rate]);
  return { viewer, state, history, focused, isEmpty };
}
