import { useText } from '../text/text.ts';
import type { Recorded } from './runs.ts';
import { clockText } from './site-time.ts';

interface RunListProps {
  readonly recorded: Recorded;
  readonly timeZone: string;
  readonly onPlay: (time: number) => void;
}

/** The timeline for those who do not see it: each recorded stretch with a button that plays it. */
export function RunList({ recorded, timeZone, onPlay }: RunListProps) {
  const { t } = useText();
  return (
    <ul aria-label={t('recordings.runs')} className="sr-only focus-within:not-sr-only">
      {recorded.runs.map(({ from, to }) => (
        <li key={from}>
          <button type="button" onClick={() => onPlay(from)} className="min-h-8 rounded-control px-2 underline">
            {t('recordings.runFrom', { from: clockText(from, timeZone), to: clockText(to, timeZone) })}
          </button>
        </li>
      ))}
    </ul>
  );
}
