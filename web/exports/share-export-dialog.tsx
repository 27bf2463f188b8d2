import { useState } from 'react';
import type { ShareMade } from '#shared/shares.ts';
import { useServer } from '../client/server.tsx';
import { useText } from '../text/text.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Foot, Trouble } from './dialog-parts.tsx';
import { LinkShown, ShareFields, useShareWish } from './share-form.tsx';
import { useAct } from './use-act.ts';

/** Makes a link to an export that is there. */
export function ShareExportDialog({ exportId, onClose }: { exportId: number; onClose: () => void }) {
  const { t } = useText();
  const { api, cache } = useServer();
  const [made, setMade] = useState<ShareMade | null>(null);
  const wish = useShareWish();
  const { isBusy, error, run } = useAct();
  const show = (answer: ShareMade): void => {
    for (const queryKey of [['exports'], ['shares']]) void cache.invalidateQueries({ queryKey });
    setMade(answer);
  };
  if (made) return <LinkShown made={made} onClose={onClose} />;
  return (
    <Dialog
      title={t('exports.shareTitle')}
      onClose={onClose}
      onSubmit={() => run(() => api.share({ exportId, ...wish.value }), show)}
      actions={<Foot label={t('exports.makeLink')} onClose={onClose} isBusy={isBusy} isDisabled={!wish.isValid} />}
    >
      <div className="flex flex-col gap-4">
        <p className="text-muted">{t('exports.shareText')}</p>
        <ShareFields wish={wish} />
        <Trouble error={error} />
      </div>
    </Dialog>
  );
}
