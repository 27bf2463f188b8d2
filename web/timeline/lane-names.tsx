import { memo } from 'react';
import { useText } from '../text/text.ts';
import type { TimelineLane } from './lanes/lane.ts';

interface LaneNamesProps {
  readonly lanes: readonly TimelineLane[];
  readonly focusedChannel: number;
  readonly onFocus: (channel: number) => void;
  /** Css pixels above the first name, of each name, and between them. */
  readonly top: number;
  readonly height: number;
  readonly space: number;
}

/** The cameras' names before their lanes; pressing one makes it the one that keys and sound are for. */
export const LaneNames = memo(function LaneNames({ lanes, focusedChannel, onFocus, top, height, space }: LaneNamesProps) {
  const { t } = useText();
  return (
    <div className="flex w-28 shrink-0 flex-col max-sm:hidden" style={{ paddingTop: top - space / 2 }}>
      {lanes.map(({ channel, name }) => (
        <button
          key={channel}
          type="button"
          aria-label={t('timeline.focus', { camera: name })}
          aria-pressed={channel === focusedChannel}
          title={name}
          onClick={() => onFocus(channel)}
          className="truncate rounded-control border-l-2 border-transparent px-2 text-left text-muted hover:bg-raised hover:text-ink aria-pressed:border-accent aria-pressed:font-medium aria-pressed:text-ink"
          style={{ height: height + space }}
        >
          {name}
        </button>
      ))}
    </div>
  );
});
