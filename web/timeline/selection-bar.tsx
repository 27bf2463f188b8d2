import { useText } from '../text/text.ts';
import type { Span } from '../time/span.ts';
import { Button } from '../ui/button.tsx';
import { type Edge, marked } from './control/selection.ts';
import type { TimelineLane } from './lanes/lane.ts';
import { useSelectionWords } from './selection-overlay.tsx';

interface SelectionBarProps {
  readonly selection: Span | null;
  /** The moment under the fixed playhead. */
  readonly time: number;
  readonly now: number;
  readonly lanes: readonly TimelineLane[];
  readonly onSelection: (selection: Span) => void;
}

/** Selecting on a phone: the ends are set to the moment under the playhead, because handles are too small for fingers. */
export function SelectionBar({ selection, time, now, lanes, onSelection }: SelectionBarProps) {
  const { t } = useText();
  const mark = (edge: Edge): void => onSelection(marked(selection, edge, time, now));
  return (
    <div className="mt-2 flex items-center gap-2">
      <Button className="flex-1 px-2!" onClick={() => mark('from')}>
        {t('timeline.setStart')}
      </Button>
      <Button className="flex-1 px-2!" onClick={() => mark('to')}>
        {t('timeline.setEnd')}
      </Button>
      {selection && <Length {...{ selection, lanes, now }} />}
    </div>
  );
}

function Length({ selection, lanes, now }: { selection: Span; lanes: readonly TimelineLane[]; now: number }) {
  return <span className="max-w-2/5 text-right text-xs text-muted">{useSelectionWords(selection, lanes, now)}</span>;
}
