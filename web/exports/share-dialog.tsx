import { useState } from 'react';
import type { ShareMade } from '#shared/shares.ts';
import type { Answer } from '../client/answer.ts';
import { useServer } from '../client/server.tsx';
import { useText } from '../text/text.ts';
import { Dialog } from '../ui/dialog.tsx';
import type { SelectionDialogProps } from './dialog-parts.tsx';
import { Foot, Trouble } from './dialog-parts.tsx';
import { Estimate, useEstimate } from './estimate.tsx';
import { CameraChoice, SelectionFacts } from './selection-facts.tsx';
import { LinkShown, ShareFields, type ShareWish, useShareWish } from './share-form.tsx';
import { useAct } from './use-act.ts';

/** Exports a span and makes a link to it. */
export function ShareDialog({ channels, selection, onClose, onDone }: SelectionDialogProps) {
  const { t } = useText();
  const { api, cache } = useServer();
  const [chosen, setChosen] = useState(channels);
  const [made, setMade] = useState<ShareMade | null>(null);
  const wish = useShareWish();
  const { isBusy, error, run } = useAct();
  const estimate = useEstimate(chosen, selection);
  const make = async (wished: ShareWish): Promise<Answer<ShareMade>> => {
    const span = { from: new Date(selection.from).toISOString(), to: new Date(selection.to).toISOString() };
    const asked = await api.askExport({ channels: [...chosen], cut: 'keyframes', ...span });
    if (asked.kind !== 'success') return asked;
    const answer = await api.share({ exportId: asked.value.id, ...wished });
    if (answer.kind === 'error') await api.removeExport(asked.value.id); // nobody asked for it alone
    for (const queryKey of [['exports'], ['shares']]) void cache.invalidateQueries({ queryKey });
    return answer;
  };
  if (made) return <LinkShown made={made} isPreparing onClose={onDone} />;
  return (
    <Dialog
      title={t('exports.shareTitle')}
      onClose={onClose}
      onSubmit={() => run(() => make(wish.value), setMade)}
      actions={
        <Foot
          label={t('exports.makeLink')}
          onClose={onClose}
          isBusy={isBusy}
          isDisabled={chosen.length === 0 || !estimate.isPossible || !wish.isValid}
        />
      }
    >
      <div className="flex flex-col gap-4">
        <SelectionFacts {...selection} />
        <p className="text-muted">{t('exports.shareText')}</p>
        <CameraChoice chosen={chosen} onChange={setChosen} />
        <ShareFields wish={wish} />
        <Estimate {...estimate} />
        <Trouble error={error} />
      </div>
    </Dialog>
  );
}
