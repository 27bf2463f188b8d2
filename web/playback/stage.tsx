import type { ConfigAnswer } from '#shared/settings.ts';
import type { RecordingHistory } from '../player/viewer/recording-history.ts';
import type { Viewer } from '../player/viewer/viewer.ts';
import type { ViewerState } from '../player/viewer/viewer-state.ts';
import { CameraTile } from '../tile/camera-tile.tsx';

export interface StageProps {
  readonly viewer: Viewer | null;
  readonly state: ViewerState;
  readonly history: RecordingHistory;
  readonly cameras: ConfigAnswer['channels'];
  readonly timeZone: string;
  readonly onAlone: (channel: number) => void;
}

const COLUMNS = ['grid-cols-1', 'grid-cols-2', 'grid-cols-3'] as const;

/** The cameras on view, as large as they fit beside each other. */
export function Stage({ viewer, state, history, cameras, timeZone, onAlone }: StageProps) {
  const columns = Math.ceil(Math.sqrt(cameras.length));
  const isAlone = cameras.length === 1;
  return (
    <div
      className={`grid min-h-0 w-full flex-1 bg-black ${COLUMNS[columns - 1] ?? 'grid-cols-3'} ${isAlone ? 'max-lg:aspect-video' : 'gap-0.5 p-0.5'}`}
    >
      {cameras.map((camera) => (
        <div key={camera.channel} className={`relative min-h-0 min-w-0 ${isAlone ? '' : 'max-lg:aspect-video'}`}>
          <div className="absolute inset-0">
            <CameraTile
              viewer={viewer}
              state={state}
              history={history}
              camera={camera}
              timeZone={timeZone}
              isAlone={isAlone}
              onAlone={() => onAlone(camera.channel)}
            />
          </div>
        </div>
      ))}
    </div>
  );
}
