import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Messenger } from '#shared/alarms.ts';
import { RequestFailed } from '../client/answer.ts';
import { useServer } from '../client/server.tsx';
import { useHealthApi } from '../client/use-health-api.ts';
import { useText } from '../text/text.ts';
import { momentText } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Problem, problemText } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useToasts } from '../ui/toasts.tsx';

/** How long after a test the outcome is asked for more often. */
const WATCHED_MS = 15_000;

/** Who outside hears of alarms, and a way to try it. */
export function AlarmsCard({ timeZone }: { timeZone: string }) {
  const { t } = useText();
  const api = useHealthApi();
  const [isWatched, setWatched] = useState(false);
  const alarms = useQuery({ ...api.alarms(), refetchInterval: isWatched ? 1000 : 30_000 });
  const [isSending, send] = useTestAlarm(() => {
    setWatched(true);
    setTimeout(() => setWatched(false), WATCHED_MS);
  });
  if (alarms.isError) return <Problem error={alarms.error} retry={() => void alarms.refetch()} />;
  if (!alarms.data) return <Skeleton className="h-28" />;
  const { webhook, heartbeat } = alarms.data;
  return (
    <>
      <p className="mb-3 max-w-prose text-muted">{t('settings.alarmsText')}</p>
      <dl className="mb-4 grid gap-4 sm:grid-cols-2">
        <MessengerFacts name={t('settings.webhook')} variable="ALERT_WEBHOOK_URL" messenger={webhook} timeZone={timeZone} />
        <MessengerFacts name={t('settings.heartbeat')} variable="HEARTBEAT_URL" messenger={heartbeat} timeZone={timeZone} />
      </dl>
      <Button icon="events" disabled={isSending} onClick={send}>
        {t('settings.testAlarm')}
      </Button>
    </>
  );
}

interface MessengerFactsProps {
  readonly name: string;
  readonly variable: string;
  readonly messenger: Messenger;
  readonly timeZone: string;
}

function MessengerFacts({ name, variable, messenger, timeZone }: MessengerFactsProps) {
  const { t, language } = useText();
  const { isConfigured, waiting, lastSentAt, lastError } = messenger;
  const icon = !isConfigured ? 'note' : lastError ? 'warning' : 'check';
  const color = !isConfigured ? 'text-muted' : lastError ? 'text-danger' : 'text-ok';
  return (
    <div>
      <dt className="flex items-center gap-2 font-medium">
        <Icon name={icon} size={18} className={color} />
        {name}
      </dt>
      <dd className="mt-0.5 text-muted">{isConfigured ? t('settings.setUp') : t('settings.notSet', { variable })}</dd>
      {isConfigured && (
        <dd className="text-xs text-muted">
          {lastSentAt ? t('settings.lastSent', { time: momentText(Date.parse(lastSentAt), timeZone, language) }) : t('settings.neverSent')}
        </dd>
      )}
      {waiting > 0 && <dd className="text-xs">{t('settings.waiting', { count: waiting })}</dd>}
      {lastError && <dd className="text-xs text-danger">{t('settings.sendError', { error: lastError })}</dd>}
    </div>
  );
}

function useTestAlarm(onSent: () => void): [boolean, () => void] {
  const { t } = useText();
  const api = useHealthApi();
  const { cache } = useServer();
  const toasts = useToasts();
  const [isSending, setSending] = useState(false);
  const send = async (): Promise<void> => {
    setSending(true);
    const answer = await api.testAlarm();
    setSending(false);
    if (answer.kind === 'success') {
      toasts.say(t('settings.testSent'));
      cache.setQueryData(api.alarms().queryKey, answer.value);
      onSent();
    }
    if (answer.kind === 'error') toasts.complain(t('settings.testFailed', { detail: problemText(new RequestFailed(answer.error), t) }));
  };
  return [isSending, () => void send()];
}
