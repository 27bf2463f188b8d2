import { type ReactElement, useEffect, useRef, useState } from 'react';
import { useText } from '../text/text.ts';
import { momentText } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { goToMoment } from './go-to-text.ts';

interface GoToProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** The moment that is shown: a time without a date is taken on its day, `-15m` counts from it. */
  readonly playhead: number;
  readonly now: number;
  readonly timeZone: string;
  readonly onGo: (time: number) => void;
}

/** Asks for a moment in words: `14:03`, `yesterday 14:03`, `22.11. 14:03:20`, `-15m`. */
export function GoTo({ isOpen, ...rest }: GoToProps): ReactElement | null {
  return isOpen ? <GoToDialog {...rest} /> : null;
}

function GoToDialog({ onClose, playhead, now, timeZone, onGo }: Omit<GoToProps, 'isOpen'>) {
  const { t, language } = useText();
  const [text, setText] = useState('');
  const [isAsked, setAsked] = useState(false);
  const moment = goToMoment(text, { playhead, now, timeZone });
  const problem = moment === null ? t('timeline.goToUnclear') : moment > now ? t('timeline.goToFuture') : null;
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => field.current?.querySelector('input')?.focus(), []);

  const go = (): void => {
    if (moment === null || moment > now) {
      setAsked(true);
      return;
    }
    onClose();
    onGo(moment);
  };
  const isWrong = isAsked && problem !== null;
  return (
    <Dialog title={t('timeline.goTo')} onClose={onClose} onSubmit={go} actions={<Actions onClose={onClose} />}>
      <div ref={field}>
        <Field
          label={t('timeline.goToLabel')}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAsked(false);
          }}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="go"
          aria-invalid={isWrong}
          hint={
            isWrong ? (
              <span role="alert" className="text-danger">
                {problem}
              </span>
            ) : moment !== null && moment <= now ? (
              <span className="text-ink">{momentText(moment, timeZone, language)}</span>
            ) : (
              t('timeline.goToHint')
            )
          }
        />
      </div>
    </Dialog>
  );
}

function Actions({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  return (
    <>
      <Button onClick={onClose}>{t('app.close')}</Button>
      <Button type="submit" tone="primary">
        {t('timeline.go')}
      </Button>
    </>
  );
}
