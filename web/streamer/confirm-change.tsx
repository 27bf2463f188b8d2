import type { YoutubeAnswer } from '#shared/youtube.ts';
import { type Text, useText } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

interface ConfirmChangeProps {
  readonly action: 'stop' | 'rotate';
  readonly streaming: YoutubeAnswer;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Says what a change means for those who watch, before it is made. */
export function ConfirmChange({ action, streaming, onConfirm, onClose }: ConfirmChangeProps) {
  const { t } = useText();
  const isStop = action === 'stop';
  return (
    <Dialog
      title={t(isStop ? 'streaming.stopTitle' : 'streaming.rotateTitle')}
      onSubmit={onConfirm}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('streaming.cancel')}</Button>
          <Button type="submit" tone={isStop ? 'danger' : 'primary'}>
            {t(isStop ? 'streaming.stop' : 'streaming.rotate')}
          </Button>
        </>
      }
    >
      <p>{isStop ? t('streaming.stopText') : rotateText(streaming, t)}</p>
    </Dialog>
  );
}

function rotateText({ key, keys }: YoutubeAnswer, t: Text): string {
  if (keys < 2) return t('streaming.rotateOneText');
  const from = key ?? 1;
  return t('streaming.rotateText', { from, to: 3 - from });
}
