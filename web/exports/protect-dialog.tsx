import { useState } from 'react';
import type { Answer } from '../client/answer.ts';
import { useServer } from '../client/server.tsx';
import { useText } from '../text/text.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { useToasts } from '../ui/toasts.tsx';
import type { SelectionDialogProps } from './dialog-parts.tsx';
import { Foot, Trouble } from './dialog-parts.tsx';
import { CameraChoice, SelectionFacts } from './selection-facts.tsx';
import { useAct } from './use-act.ts';

/** Keeps a span from cleanup. */
export function ProtectDialog({ channels, selection, onClose, onDone }: SelectionDialogProps) {
  const { t } = useText();
  const { api, cache } = useServer();
  const toasts = useToasts();
  const [chosen, setChosen] = useState(channels);
  const [note, setNote] = useState('');
  const { isBusy, error, run } = useAct();
  const span = { from: new Date(selection.from).toISOString(), to: new Date(selection.to).toISOString() };
  const protect = async (): Promise<Answer<unknown>> => {
    let answer: Answer<unknown> = { kind: 'aborted' };
    for (const channel of chosen) {
      answer = await api.protect({ channel, ...span, note });
      if (answer.kind !== 'success') break;
    }
    for (const queryKey of [['protections'], ['recordings'], ['timeline']]) void cache.invalidateQueries({ queryKey });
    return answer;
  };
  const done = (): void => {
    toasts.say(t('exports.protectDone'));
    onDone();
  };
  return (
    <Dialog
      title={t('exports.protectTitle')}
      onClose={onClose}
      onSubmit={() => run(protect, done)}
      actions={<Foot label={t('exports.protect')} onClose={onClose} isBusy={isBusy} isDisabled={chosen.length === 0} />}
    >
      <div className="flex flex-col gap-4">
        <SelectionFacts {...selection} />
        <p className="text-muted">{t('exports.protectText')}</p>
        <CameraChoice chosen={chosen} onChange={setChosen} />
        <Field
          label={t('exports.note')}
          hint={t('exports.noteHint')}
          value={note}
          maxLength={200}
          onChange={({ target }) => setNote(target.value)}
        />
        <Trouble error={error} />
      </div>
    </Dialog>
  );
}
