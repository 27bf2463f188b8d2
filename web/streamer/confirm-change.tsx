import type { YoutubeAnswer } from '#shared/youtube.ts';
import { type Text, useText } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

interface ConfirmChangeProps {
  readonly action: 'stop' | 'rotate';
  readonly streamer: YoutubeAnswer;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Says what a change means for those who watch, before it is made. */
export function ConfirmChange({ action, streamer, onConfirm, onClose }: ConfirmChangeProps) {
  const { t } = useText();
  const isStop = action === 'stop';
  return (
    <Dialog
      title={t(isStop ? 'streamer.stopTitle' : 'streamer.rotateTitle')}
      onSubmit={onConfirm}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('streamer.cancel')}</Button>
          <Button type="submit" tone={isStop ? 'danger' : 'primary'}>
            {t(isStop ? 'streamer.stop' : 'streamer.rotate')}
          </Button>
        </>
      }
    >
      <p>{isStop ? t('streamer.stopText') : rotateText(streamer, t)}</p>
    </Dialog>
  );
}

function rotateText({ key, keys }: YoutubeAnswer, t: Text): string {
  if (keys < 2) return t('streamer.rotateOneText');
  const from = key ?? 1;
  return t('streamer.rotateText', { from, to: 3 - from });
}
