import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SessionsAnswer } from '#shared/session.ts';
import { useServer } from '../client/server.tsx';
import { useSignOut } from '../login/use-sign-out.ts';
import { type Text, useText } from '../text/text.ts';
import { momentText } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useToasts } from '../ui/toasts.tsx';
import { Unanswered } from '../ui/unanswered.tsx';
import { deviceOf } from './device-name.ts';

type Session = SessionsAnswer['sessions'][number];

/** Where one is signed in, each with an end; this one is ended by signing out. */
export function Sessions({ timeZone }: { timeZone: string }) {
  const { queries } = useServer();
  const sessions = useQuery(queries.sessions());
  if (!sessions.data) {
    return (
      <Unanswered question={sessions}>
        <Skeleton className="h-14" />
      </Unanswered>
    );
  }
  return (
    <>
      <ul className="flex flex-col">
        {sessions.data
          .toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent))
          .map((session) => (
            <Row key={session.id} session={session} timeZone={timeZone} />
          ))}
      </ul>
      <EndMany others={sessions.data.filter(({ isCurrent }) => !isCurrent).length} />
    </>
  );
}

function Row({ session, timeZone }: { session: Session; timeZone: string }) {
  const { t, language } = useText();
  const end = useEnd(session);
  const time = (iso: string): string => momentText(Date.parse(iso), timeZone, language);
  const device = deviceName(session, t);
  return (
    <li className="flex min-h-14 items-center justify-between gap-4 border-t border-line py-2 first:border-t-0">
      <div className="min-w-0">
        <div className="font-medium">{device}</div>
        <div className="text-xs text-muted">
          {[
            session.address?.replace('::ffff:', ''),
            t('settings.since', { time: time(session.createdAt) }),
            t('settings.lastSeen', { time: time(session.lastSeenAt) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </div>
      </div>
      {session.isCurrent ? (
        <span className="text-right text-ok">{t('settings.thisSession')}</span>
      ) : (
        <Button aria-label={t('settings.endNamed', { device })} onClick={end}>
          {t('settings.end')}
        </Button>
      )}
    </li>
  );
}

/** All others at once, or really all: then this browser must sign in again, too. */
function EndMany({ others }: { others: number }) {
  const { t } = useText();
  const [isAsking, setAsking] = useState(false);
  const endOthers = useEndOthers();
  const signOut = useSignOut();
  const everywhere = async (): Promise<void> => {
    setAsking(false);
    if (await endOthers()) signOut();
  };
  return (
    <div className="mt-3 flex flex-wrap gap-2 border-t border-line pt-4">
      {others > 0 && <Button onClick={() => void endOthers()}>{t('session.endOthers')}</Button>}
      <Button tone="danger" onClick={() => setAsking(true)}>
        {t('session.everywhere')}
      </Button>
      {isAsking && (
        <Dialog
          title={t('session.everywhereTitle')}
          onClose={() => setAsking(false)}
          onSubmit={() => void everywhere()}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{t('session.stay')}</Button>
              <Button type="submit" tone="primary">
                {t('session.everywhere')}
              </Button>
            </>
          }
        >
          {t('session.everywhereText')}
        </Dialog>
      )}
    </div>
  );
}

/** @returns whether they are ended */
function useEndOthers(): () => Promise<boolean> {
  const { t } = useText();
  const { api, cache } = useServer();
  const toasts = useToasts();
  return async () => {
    const answer = await api.endOtherSessions();
    if (answer.kind === 'success') toasts.say(t('session.othersEnded'));
    if (answer.kind === 'error') toasts.complain(t('settings.endFailed', { detail: answer.error.detail }));
    await cache.invalidateQueries({ queryKey: ['sessions'] });
    return answer.kind === 'success';
  };
}

function useEnd(session: Session): () => void {
  const { t } = useText();
  const { api, cache } = useServer();
  const toasts = useToasts();
  const end = async (): Promise<void> => {
    const answer = await api.endSession(session.id);
    if (answer.kind === 'success') toasts.say(t('settings.ended'));
    if (answer.kind === 'error') toasts.complain(t('settings.endFailed', { detail: answer.error.detail }));
    await cache.invalidateQueries({ queryKey: ['sessions'] });
  };
  return () => void end();
}

function deviceName({ userAgent }: Session, t: Text): string {
  const device = deviceOf(userAgent);
  return device ? t('settings.device', device) : t('settings.unknownDevice');
}
