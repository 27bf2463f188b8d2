import { SelectionActions } from '../exports/selection-actions.tsx';
import { useText } from '../text/text.ts';
import { clockText, lengthText } from '../time/format.ts';
import { IconButton } from '../ui/button.tsx';
import type { Selecting } from './use-selection.ts';

interface SelectionToolbarProps {
  readonly channels: readonly number[];
  readonly selecting: Selecting;
  readonly timeZone: string;
}

/** What is selected, and what can be done with it. */
export function SelectionToolbar({ channels, selecting, timeZone }: SelectionToolbarProps) {
  const { span: selection, act, end } = selecting;
  const { t, language } = useText();
  return (
    <section
      aria-label={t('recordings.selection')}
      className="relative flex flex-wrap items-center gap-x-4 gap-y-2 rounded-card border border-strong bg-raised px-3 py-2"
    >
      {selection ? (
        <p className="whitespace-nowrap max-sm:flex max-sm:min-h-10 max-sm:w-full max-sm:items-center">
          <span className="font-medium">
            {clockText(selection.from, timeZone, language)} – {clockText(selection.to, timeZone, language)}
          </span>
          <span className="ml-2 text-xs text-muted">{lengthText((selection.to - selection.from) / 1000)}</span>
        </p>
      ) : (
        <p className="text-muted max-sm:pr-12">{t('recordings.selectHint')}</p>
      )}
      {selection && <SelectionActions key={act?.at} begin={act?.kind} channels={channels} selection={selection} onDone={end} />}
      <IconButton
        icon="close"
        label={t('recordings.selectEnd')}
        className="ml-auto max-sm:absolute max-sm:top-1 max-sm:right-1"
        onClick={end}
      />
    </section>
  );
}
