import { type CSSProperties, useEffect, useRef, useState } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import type { LivePhase } from '../player/live/live-state.ts';
import { useText } from '../text/text.ts';
import { LiveTile } from '../tile/live-tile.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { useSize } from '../ui/use-size.ts';
import { ArrangeCover } from './arrange-cover.tsx';
import { useDragOrder } from './use-drag-order.ts';
import { planWall, type WallLayout, type WallPlace } from './wall-layout.ts';

type Camera = ConfigAnswer['channels'][number];

interface WallProps {
  readonly cameras: readonly Camera[];
  readonly layout: WallLayout;
  readonly timeZone: string;
  /** How many cameras stand on the pages before. */
  readonly placesBefore: number;
  readonly placesInAll: number;
  readonly isArranged: boolean;
  readonly onMove: (channel: number, to: number) => void;
  readonly onHide: (channel: number) => void;
  readonly onPhase: (camera: Camera, phase: LivePhase['phase']) => void;
}

const GAP = 8;

/** The pictures of one page, as large as they fit. */
export function Wall(props: WallProps) {
  const { cameras, layout, placesBefore, isArranged, onMove } = props;
  const [room, size] = useSize<HTMLDivElement>();
  const [sounding, setSounding] = useState<number | null>(null);
  const drag = useDragOrder((channel, place) => onMove(channel, placesBefore + place));
  const keepFocus = useKeptFocus(cameras);
  const plan = size && planWall(layout, cameras.length, { ...size, gap: GAP });

  const step = (camera: Camera, place: number) => (by: 1 | -1) => {
    keepFocus(camera.channel, by);
    onMove(camera.channel, placesBefore + place + by);
  };
  const tile = (camera: Camera, place: number, { width }: WallPlace) => (
    <LiveTile
      camera={camera}
      timeZone={props.timeZone}
      width={width}
      hasSound={sounding === camera.channel}
      onSound={(isOn) => setSounding(isOn ? camera.channel : null)}
      onPhase={(phase) => props.onPhase(camera, phase)}
      cover={
        isArranged && (
          <ArrangeCover
            camera={camera.name}
            isFirst={placesBefore + place === 0}
            isLast={placesBefore + place === props.placesInAll - 1}
            isDragged={drag.dragged === camera.channel}
            onMove={step(camera, place)}
            onHide={() => props.onHide(camera.channel)}
          />
        )
      }
    />
  );
  return (
    <div ref={room} className="min-h-0 flex-1">
      {plan && (
        <div
          className="mx-auto grid gap-2"
          style={{ gridTemplateColumns: `repeat(${plan.columns}, minmax(0, 1fr))`, gridAutoRows: plan.rowHeight, width: plan.width }}
        >
          {plan.places.map((place, index) => {
            const camera = cameras[index];
            return (
              camera && (
                <div
                  key={camera.channel}
                  data-place={index}
                  data-camera={camera.channel}
                  style={spanning(place)}
                  {...(isArranged && drag.handlers(camera.channel))}
                >
                  <ErrorBoundary fallback={(_error, retry) => <BrokenTile onRetry={retry} />}>{tile(camera, index, place)}</ErrorBoundary>
                </div>
              )
            );
          })}
        </div>
      )}
    </div>
  );
}

function spanning({ span }: WallPlace): CSSProperties | undefined {
  return span === 1 ? undefined : { gridColumn: `span ${span}`, gridRow: `span ${span}` };
}

function BrokenTile({ onRetry }: { onRetry: () => void }) {
  const { t } = useText();
  return (
    <div className="flex h-full flex-col items-center justify-center gap-2 rounded-tile bg-surface">
      {t('live.broken')} <Button onClick={onRetry}>{t('app.tryAgain')}</Button>
    </div>
  );
}

/** A tile that moves in the page loses the focus: it is given back to the button that moved it, or to its opposite at the end. */
function useKeptFocus(cameras: readonly Camera[]): (channel: number, by: 1 | -1) => void {
  const moved = useRef<{ channel: number; by: 1 | -1 } | null>(null);
  const order = cameras.map(({ channel }) => channel).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each new order
  useEffect(() => {
    if (!moved.current) return;
    const { channel, by } = moved.current;
    moved.current = null;
    const button = (side: number) => document.querySelector<HTMLButtonElement>(`[data-camera="${channel}"] [data-move="${side}"]:enabled`);
    (button(by) ?? button(-by))?.focus();
  }, [order]);
  return (channel, by) => {
    moved.current = { channel, by };
  };
}
