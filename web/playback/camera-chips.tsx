import type { ConfigAnswer } from '#shared/settings.ts';
import { useText } from '../text/text.ts';
import { Icon } from '../ui/icon.tsx';

interface CameraChipsProps {
  readonly cameras: ConfigAnswer['channels'];
  /** Those on view, in their order. */
  readonly chosen: readonly number[];
  /** So many may be on view at once. */
  readonly most: number;
  readonly onChoose: (channels: readonly number[]) => void;
}

const part = 'flex min-h-10 items-center hover:bg-raised touch:min-h-12 disabled:opacity-40';

/** Which cameras are on view: a name shows that camera alone, the sign beside it adds or removes one. */
export function CameraChips({ cameras, chosen, most, onChoose }: CameraChipsProps) {
  const { t } = useText();
  if (cameras.length < 2) return null;
  return (
    // relative: what is only read aloud must not stick out of a list that scrolls
    <ul aria-label={t('recordings.cameras')} className="relative flex min-w-0 gap-2 overflow-x-auto p-0.5 [scrollbar-width:thin]">
      {cameras.map(({ channel, name }) => {
        const isShown = chosen.includes(channel);
        const isOnly = isShown && chosen.length === 1;
        return (
          <li
            key={channel}
            className={`flex shrink-0 overflow-hidden rounded-control border ${isShown ? 'border-accent bg-raised' : 'border-strong bg-surface'}`}
          >
            <button
              type="button"
              aria-current={isOnly || undefined}
              title={t('recordings.only', { camera: name })}
              onClick={() => onChoose([channel])}
              className={`${part} max-w-48 pl-3 ${isOnly ? 'pr-3' : 'pr-2'}`}
            >
              <span className="sr-only">{t('recordings.only', { camera: '' })}</span>
              <span className={`truncate ${isShown ? 'font-medium' : ''}`}>{name}</span>
            </button>
            {!isOnly && (
              <button
                type="button"
                aria-label={t(isShown ? 'recordings.remove' : 'recordings.add', { camera: name })}
                title={t(isShown ? 'recordings.remove' : 'recordings.add', { camera: name })}
                disabled={!isShown && chosen.length >= most}
                onClick={() => onChoose(isShown ? chosen.filter((other) => other !== channel) : [...chosen, channel])}
                className={`${part} border-l border-line px-2 text-muted`}
              >
                <Icon name={isShown ? 'check' : 'plus'} size={16} className={isShown ? 'text-accent' : ''} />
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
