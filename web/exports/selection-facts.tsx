import { useConfig } from '../client/server.tsx';
import { useText } from '../text/text.ts';
import { lengthText } from '../time/format.ts';
import type { Span } from '../time/span.ts';
import { spanLine } from './span-text.ts';

/** The span that a dialog is about. */
export function SelectionFacts({ from, to }: Span) {
  const { t, language } = useText();
  const { timeZone } = useConfig();
  return (
    <p>
      <span className="sr-only">{t('exports.span')}: </span>
      {spanLine({ from, to }, timeZone, language)} <span className="whitespace-nowrap text-muted">({lengthText((to - from) / 1000)})</span>
    </p>
  );
}

/** Which of the cameras a dialog is about. */
export function CameraChoice({ chosen, onChange }: { chosen: readonly number[]; onChange: (channels: readonly number[]) => void }) {
  const { t } = useText();
  const { channels } = useConfig();
  const toggle = (channel: number): void =>
    onChange(
      chosen.includes(channel) ? chosen.filter((other) => other !== channel) : [...chosen, channel].toSorted((left, right) => left - right),
    );
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{t('exports.cameras')}</legend>
      <div className="-mx-2 grid max-h-44 grid-cols-2 overflow-y-auto">
        {channels.map(({ channel, name }) => (
          <label
            key={channel}
            className="flex min-h-9 min-w-0 cursor-pointer items-center gap-2 rounded-control px-2 hover:bg-surface touch:min-h-12"
          >
            <input
              type="checkbox"
              checked={chosen.includes(channel)}
              onChange={() => toggle(channel)}
              className="size-4 shrink-0 accent-accent touch:size-5"
            />
            <span className="truncate">{name}</span>
          </label>
        ))}
      </div>
      {chosen.length === 0 && <p className="text-xs text-danger">{t('exports.noCamera')}</p>}
    </fieldset>
  );
}
