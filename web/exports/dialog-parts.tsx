import { type ClientError, RequestFailed } from '../client/answer.ts';
import { useText } from '../text/text.ts';
import type { Span } from '../time/span.ts';
import { Button, type Tone } from '../ui/button.tsx';
import { problemText } from '../ui/problem.tsx';

/** What a dialog about a chosen span is given. */
export interface SelectionDialogProps {
  readonly channels: readonly number[];
  readonly selection: Span;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

interface FootProps {
  readonly onClose: () => void;
  /** What the submit button says. */
  readonly label: string;
  readonly tone?: Tone;
  readonly isBusy?: boolean;
  readonly isDisabled?: boolean;
}

/** The buttons of a dialog that asks for something. */
export function Foot({ onClose, label, tone = 'primary', isBusy = false, isDisabled = false }: FootProps) {
  const { t } = useText();
  return (
    <>
      <Button tone="quiet" onClick={onClose}>
        {t('exports.cancel')}
      </Button>
      <Button type="submit" tone={tone} disabled={isBusy || isDisabled}>
        {label}
      </Button>
    </>
  );
}

/** Why it did not work, where it was tried. */
export function Trouble({ error }: { error: ClientError | null }) {
  const { t } = useText();
  if (!error) return null;
  return (
    <p role="alert" className="text-danger">
      {t('exports.failed', { detail: problemText(new RequestFailed(error), t) })}
    </p>
  );
}
