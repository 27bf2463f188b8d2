import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from 'react';
import type { ClientError } from '../client/answer.ts';
import { useServer } from '../client/server.tsx';
import { type Text, useText } from '../text/text.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useCountdown } from '../ui/use-now.ts';

const DEFAULT_WAIT_S = 60;

type Failure = { readonly kind: 'wrong' } | { readonly kind: 'unavailable' } | { readonly kind: 'limited'; readonly until: number };

/** Where one says who one is. */
export function LoginPage({ hasEnded, onSignedIn }: { hasEnded: boolean; onSignedIn: () => void }) {
  const { t } = useText();
  return (
    <main id="content" className="flex min-h-full items-center justify-center p-4">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex items-center justify-center gap-3">
          <img src="/favicon.svg" alt="" width={40} height={40} />
          <span className="text-xl font-semibold">{t('app.name')}</span>
        </div>
        <div className="rounded-card border border-line bg-surface p-6 shadow-raised">
          <h1 className="mb-4 text-base font-semibold">{t('login.title')}</h1>
          {hasEnded && <p className="mb-4 text-muted">{t('login.ended')}</p>}
          <LoginForm onSignedIn={onSignedIn} />
        </div>
      </div>
    </main>
  );
}

function LoginForm({ onSignedIn }: { onSignedIn: () => void }) {
  const { t } = useText();
  const { failure, isBusy, submit } = useLogin(onSignedIn);
  const wait = useCountdown(failure?.kind === 'limited' ? failure.until : null);
  const errorId = useId();
  const message = failureText(failure, wait, t);

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <div>
        <label htmlFor="username" className="mb-1 block font-medium">
          {t('login.name')}
        </label>
        <input
          id="username"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: the page has no other purpose
          autoFocus
          required
          maxLength={256}
          aria-describedby={errorId}
          className={fieldClass}
        />
      </div>
      <PasswordField errorId={errorId} />
      <p id={errorId} role="alert" className={message ? 'flex items-start gap-2 text-danger' : 'hidden'}>
        {message && <Icon name="warning" />}
        {message}
      </p>
      <Button type="submit" tone="primary" disabled={isBusy || wait > 0}>
        {t(isBusy ? 'login.submitting' : 'login.submit')}
      </Button>
    </form>
  );
}

const fieldClass = 'block w-full min-h-10 touch:min-h-12 rounded-control border border-strong bg-bg px-3 text-base md:text-sm';

function PasswordField({ errorId }: { errorId: string }) {
  const { t } = useText();
  const [isShown, setShown] = useState(false);
  const [hasCapsLock, setCapsLock] = useState(false);
  const look = (event: KeyboardEvent): void => setCapsLock(event.getModifierState('CapsLock'));
  return (
    <div>
      <label htmlFor="password" className="mb-1 block font-medium">
        {t('login.password')}
      </label>
      <div className="relative">
        <input
          id="password"
          name="password"
          type={isShown ? 'text' : 'password'}
          autoComplete="current-password"
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={1024}
          aria-describedby={`${errorId} caps-lock`}
          onKeyDown={look}
          onKeyUp={look}
          onBlur={() => setCapsLock(false)}
          className={`${fieldClass} pr-12`}
        />
        <IconButton
          icon={isShown ? 'eyeOff' : 'eye'}
          label={t(isShown ? 'login.hide' : 'login.show')}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
          className="absolute inset-y-0 right-0 text-muted"
        />
      </div>
      <p id="caps-lock" aria-live="polite" className={hasCapsLock ? 'mt-1 text-warn' : 'sr-only'}>
        {hasCapsLock && t('login.capsLock')}
      </p>
    </div>
  );
}

function useLogin(onSignedIn: () => void) {
  const { api } = useServer();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const running = useRef(false);

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setFailure(null);
    const form = new FormData(event.currentTarget);
    const answer = await api.login({ username: String(form.get('username')), password: String(form.get('password')) });
    running.current = false;
    setBusy(false);
    if (answer.kind === 'success') onSignedIn();
    if (answer.kind === 'error') setFailure(failureOf(answer.error));
  };
  return { failure, isBusy, submit: (event: FormEvent<HTMLFormElement>) => void submit(event) };
}

function failureOf({ status, retryAfterSeconds }: ClientError): Failure {
  if (status === 429) return { kind: 'limited', until: Date.now() + (retryAfterSeconds ?? DEFAULT_WAIT_S) * 1000 };
  return { kind: status === null || status >= 500 ? 'unavailable' : 'wrong' };
}

function failureText(failure: Failure | null, wait: number, t: Text): string | null {
  switch (failure?.kind) {
    case 'wrong':
      return t('login.failed');
    case 'unavailable':
      return t('login.unavailable');
    case 'limited':
      return wait > 0 ? t('login.limited', { count: wait }) : null;
    case undefined:
      return null;
  }
}
