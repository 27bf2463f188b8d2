import { useText } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';

interface ArrangeCoverProps {
  readonly camera: string;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly isDragged: boolean;
  readonly onMove: (by: 1 | -1) => void;
  readonly onHide: () => void;
}

/** Over a picture while the wall is arranged: it is dragged anywhere, or moved by buttons. */
export function ArrangeCover({ camera, isFirst, isLast, isDragged, onMove, onHide }: ArrangeCoverProps) {
  const { t } = useText();
  return (
    <div
      className={`absolute inset-0 z-20 flex cursor-grab touch-none items-center justify-center border-2 bg-black/60 ${isDragged ? 'cursor-grabbing border-accent' : 'border-strong border-dashed'}`}
    >
      <div className="flex gap-1 rounded-control bg-black/70">
        <IconButton icon="left" label={t('live.moveLeft', { camera })} data-move="-1" disabled={isFirst} onClick={() => onMove(-1)} />
        <IconButton icon="eyeOff" label={t('live.hideCamera', { camera })} onClick={onHide} />
        <IconButton icon="right" label={t('live.moveRight', { camera })} data-move="1" disabled={isLast} onClick={() => onMove(1)} />
      </div>
    </div>
  );
}
