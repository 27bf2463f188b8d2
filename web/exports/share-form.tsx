import { useId, useState } from 'react';
import { Pin, type ShareMade, type ShareRequest } from '#shared/shares.ts';
import { useText } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { copyText } from '../ui/save-file.ts';

/** What somebody wishes of a link, besides the clip. */
export type ShareWish = Pick<ShareRequest, 'hours' | 'note' | 'pin'>;

interface WishState {
  readonly value: ShareWish;
  readonly isValid: boolean;
  readonly change: (more: Partial<{ hours: number; note: string; pin: string }>) => void;
  readonly fields: { readonly hours: number; readonly note: string; readonly pin: string };
}

const HOURS = [1, 24, 7 * 24, 30 * 24] as const;

/** The fields of a link that is about to be made. */
export function useShareWish(): WishState {
  const [fields, setFields] = useState({ hours: 7 * 24, note: '', pin: '' });
  const { hours, note, pin } = fields;
  return {
    fields,
    value: { hours, note, ...(pin && { pin }) },
    isValid: pin === '' || Pin.safeParse(pin).success,
    change: (more) => setFields((before) => ({ ...before, ...more })),
  };
}

/** How long, with which PIN, and what is said above the clip. */
export function ShareFields({ wish: { fields, change, isValid } }: { wish: WishState }) {
  const { t } = useText();
  const id = useId();
  return (
    <>
      <div className="flex flex-col gap-1">
        <label htmlFor={id} className="font-medium">
          {t('exports.shareFor')}
        </label>
        <select
          id={id}
          value={fields.hours}
          onChange={({ target }) => change({ hours: Number(target.value) })}
          className="min-h-10 rounded-control border border-strong bg-bg px-3 touch:min-h-12"
        >
          {HOURS.map((hours) => (
            <option key={hours} value={hours}>
              {hours < 24 ? t('exports.hour', { count: hours }) : t('exports.day', { count: hours / 24 })}
            </option>
          ))}
        </select>
      </div>
      <Field
        label={t('exports.pin')}
        hint={t('exports.pinHint')}
        value={fields.pin}
        inputMode="numeric"
        autoComplete="off"
        maxLength={12}
        aria-invalid={!isValid}
        onChange={({ target }) => change({ pin: target.value.trim() })}
      />
      <Field
        label={t('exports.note')}
        hint={t('exports.shareNoteHint')}
        value={fields.note}
        maxLength={200}
        onChange={({ target }) => change({ note: target.value })}
      />
    </>
  );
}

/** The link, the only time that it is shown. */
export function LinkShown({ made, isPreparing = false, onClose }: { made: ShareMade; isPreparing?: boolean; onClose: () => void }) {
  const { t } = useText();
  const [isCopied, setCopied] = useState(false);
  const link = `${location.origin}${made.path}`;
  const copy = (): void => void copyText(link).then(() => setCopied(true));
  return (
    <Dialog
      title={t('exports.linkReady')}
      onClose={onClose}
      actions={
        <>
          <Button tone="quiet" onClick={onClose}>
            {t('exports.done')}
          </Button>
          <Button tone="primary" icon={isCopied ? 'check' : 'copy'} onClick={copy}>
            {t('app.copy')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Field label={t('exports.link')} value={link} readOnly onFocus={({ target }) => target.select()} />
        <p role="status" className="sr-only">
          {isCopied && t('exports.copied')}
        </p>
        <p>{t('exports.linkOnce')}</p>
        {isPreparing && <p className="text-muted">{t('exports.linkPreparing')}</p>}
        <p className="text-muted">{t('exports.linkReach', { host: location.host })}</p>
      </div>
    </Dialog>
  );
}
