import type { ConfigAnswer } from '#shared/settings.ts';
import { useText } from '../text/text.ts';
import { Button } from '../ui/button.tsx';

interface ArrangeBarProps {
  readonly hidden: readonly ConfigAnswer['channels'][number][];
  readonly isChanged: boolean;
  readonly onShow: (channel: number) => void;
  readonly onReset: () => void;
  readonly onDone: () => void;
}

/** What to know and do while the wall is arranged. */
export function ArrangeBar({ hidden, isChanged, onShow, onReset, onDone }: ArrangeBarProps) {
  const { t } = useText();
  return (
    <div className="mb-2 flex flex-wrap items-center gap-2 rounded-card border border-line bg-surface p-2 pl-4 md:mb-3">
      <p className="mr-auto py-1 text-muted">{t('live.arrangeText')}</p>
      {hidden.map(({ channel, name }) => (
        <Button key={channel} icon="eye" onClick={() => onShow(channel)}>
          {t('live.showCamera', { camera: name })}
        </Button>
      ))}
      {isChanged && (
        <Button tone="quiet" onClick={onReset}>
          {t('live.arrangeReset')}
        </Button>
      )}
      <Button tone="primary" onClick={onDone}>
        {t('live.arrangeDone')}
      </Button>
    </div>
  );
}
