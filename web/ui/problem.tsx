import type { ReactNode } from 'react';
import { RequestFailed } from '../client/answer.ts';
import { type Text, useText } from '../text/text.ts';
import { Button } from './button.tsx';
import { NoticeCard } from './notice-card.tsx';

/** An error in words: what happened and what is being done about it. */
export function problemText(error: unknown, t: Text): string {
  if (!(error instanceof RequestFailed)) return t('problem.code');
  const { status, detail, code } = error.error;
  if (status === null) return t('problem.unreachable');
  if (code === 'answer-not-understood') return t('problem.answer');
  return detail || t('problem.server', { status });
}

/** Stands where something could not be loaded or drawn, with a way to try again. */
export function Problem({ error, retry, title }: { error: unknown; retry?: () => void; title?: string }): ReactNode {
  const { t } = useText();
  const traceId = error instanceof RequestFailed ? error.error.traceId : null;
  return (
    <NoticeCard
      isError
      icon="warning"
      title={title ?? t('problem.title')}
      actions={retry && <Button onClick={retry}>{t('app.tryAgain')}</Button>}
    >
      <p>{problemText(error, t)}</p>
      {traceId && <p className="mt-2 text-xs select-all">{t('problem.trace', { traceId })}</p>}
    </NoticeCard>
  );
}
