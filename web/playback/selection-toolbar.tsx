import { SelectionActions } from '../exports/selection-actions.tsx';
import { lengthText } from '../text/format.ts';
import { useText } from '../text/text.ts';
import type { Span } from '../timeline/lane.ts';
import { clockText } from '../timeline/site-time.ts';
import { IconButton } from '../ui/button.tsx';

interface SelectionToolbarProps {
  readonly channels: readonly number[];
  readonly selection: Span | null;
  /** Asked for by a key. */
  readonly act: { readonly kind: 'export' | 'protect'; readonly at: number } | null;
  readonly timeZone: string;
  readonly onEnd: () => void;
}

/** What is selected, and what can be done with it. */
export function SelectionToolbar({ channels, selection, act, timeZone, onEnd }: SelectionToolbarProps) {
  const { t } = useText();
  return (
    <section
      aria-label={t('recordings.selection')}
      className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-card border border-strong bg-raised px-3 py-2"
    >
      {selection ? (
        <p className="whitespace-nowrap">
          <span className="font-medium">
            {clockText(selection.from, timeZone)} – {clockText(selection.to, timeZone)}
          </span>
          <span className="ml-2 text-xs text-muted">{lengthText((selection.to - selection.from) / 1000)}</span>
        </p>
      ) : (
        <p className="text-muted">{t('recordings.selectHint')}</p>
      )}
      {selection && <SelectionActions key={act?.at} begin={act?.kind} channels={channels} selection={selection} onDone={onEnd} />}
      <IconButton icon="close" label={t('recordings.selectEnd')} className="ml-auto" onClick={onEnd} />
    </section>
  );
}
