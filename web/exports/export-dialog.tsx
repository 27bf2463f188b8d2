import { useState } from 'react';
import type { ExportCut } from '#shared/exports.ts';
import { useServer } from '../client/server.tsx';
import { useText } from '../text/text.ts';
import { Choice } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useToasts } from '../ui/toasts.tsx';
import type { SelectionDialogProps } from './dialog-parts.tsx';
import { Foot, Trouble } from './dialog-parts.tsx';
import { Estimate, useEstimate } from './estimate.tsx';
import { CameraChoice, SelectionFacts } from './selection-facts.tsx';
import { useAct } from './use-act.ts';

/** Asks for a span as files. */
export function ExportDialog({ channels, selection, onClose, onDone }: SelectionDialogProps) {
  const { t } = useText();
  const { api, cache } = useServer();
  const toasts = useToasts();
  const [chosen, setChosen] = useState(channels);
  const [cut, setCut] = useState<ExportCut>('keyframes');
  const { isBusy, error, run } = useAct();
  const estimate = useEstimate(chosen, selection);
  const ask = (): void =>
    run(
      () => api.askExport({ channels: [...chosen], cut, from: iso(selection.from), to: iso(selection.to) }),
      () => {
        void cache.invalidateQueries({ queryKey: ['exports'] });
        toasts.say(t('exports.begun'));
        onDone();
      },
    );
  const foot = (
    <Foot label={t('exports.begin')} onClose={onClose} isBusy={isBusy} isDisabled={chosen.length === 0 || !estimate.isPossible} />
  );
  return (
    <Dialog title={t('exports.export')} onClose={onClose} onSubmit={ask} actions={foot}>
      <div className="flex flex-col gap-4">
        <SelectionFacts {...selection} />
        <CameraChoice chosen={chosen} onChange={setChosen} />
        <div>
          <p aria-hidden="true" className="mb-1 font-medium">
            {t('exports.cut')}
          </p>
          <Choice
            label={t('exports.cut')}
            value={cut}
            onChange={setCut}
            options={[
              { value: 'keyframes', label: t('exports.cutKeyframes') },
              { value: 'exact', label: t('exports.cutExact') },
            ]}
          />
          <p className="mt-1 text-xs text-muted">{t(cut === 'exact' ? 'exports.cutExactText' : 'exports.cutKeyframesText')}</p>
        </div>
        <Estimate {...estimate} />
        <Trouble error={error} />
      </div>
    </Dialog>
  );
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
