import { type FormEvent, type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useText } from '../text/text.ts';
import { IconButton } from './button.tsx';

interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Buttons at the foot; one of type `submit` when there is `onSubmit`. */
  readonly actions?: ReactNode;
  /** Enter in a field, or the submit button. */
  readonly onSubmit?: () => void;
  /** It wants to go: Esc, the cross, or a click beside it. Take it off the page then. */
  readonly onClose: () => void;
  /** For tables and lists of keys. */
  readonly isWide?: boolean;
}

/**
 * A question or a list in front of the page, for as long as it is mounted. The browser keeps the focus inside and gives it back
 * to where it was. On a phone it is a sheet of full width at the bottom.
 */
export function Dialog({ title, children, actions, onSubmit, onClose, isWide = false }: DialogProps) {
  const { t } = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close(); // while it is still there: only then the focus goes back
  }, []);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit?.();
  };
  const content = (
    <>
      <header className="flex items-center justify-between gap-3 py-2 pr-2 pl-5">
        <h2 id={heading} className="text-base font-semibold">
          {title}
        </h2>
        <IconButton icon="close" label={t('app.close')} onClick={onClose} />
      </header>
      {/* without fields nothing in it takes the focus, and the keyboard must reach what scrolls */}
      <div tabIndex={onSubmit ? undefined : 0} className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-5">
        {children}
      </div>
      {actions && <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{actions}</footer>}
    </>
  );
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; the click is on the backdrop
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={() => dialog.current?.open === false && onClose()}
      onClick={(event) => event.target === dialog.current && onClose()}
      className={`m-auto max-h-[calc(100dvh-32px)] w-[calc(100%-32px)] overflow-hidden rounded-card border border-strong bg-raised p-0 text-ink shadow-raised max-sm:mb-0 max-sm:w-full max-sm:max-w-none max-sm:rounded-b-none max-sm:border-x-0 max-sm:border-b-0 max-sm:pb-[env(safe-area-inset-bottom)] ${isWide ? 'sm:max-w-2xl' : 'sm:max-w-md'}`}
    >
      {onSubmit ? (
        <form onSubmit={submit} className={BODY}>
          {content}
        </form>
      ) : (
        <div className={BODY}>{content}</div>
      )}
    </dialog>
  );
}

const BODY = 'flex max-h-[calc(100dvh-34px)] flex-col';
