import { useQuery } from '@tanstack/react-query';
import type { RecordingEntry, SpanDeletedAnswer } from '#shared/recordings.ts';
import { RequestFailed, unwrap } from '../client/answer.ts';
import { useServer } from '../client/server.tsx';
import { useDeletes } from '../deletion/deletes-context.tsx';
import { sizeText } from '../text/size-text.ts';
import { type Text, useText } from '../text/text.ts';
import type { Span } from '../time/span.ts';
import { problemText } from '../ui/problem.tsx';
import { useToasts } from '../ui/toasts.tsx';

/** What deleting a span would take, as the server says it, and the way to have it done, which can be undone for a while. */
export function useDeletion(channels: readonly number[], { from, to }: Span, onDone: () => void) {
  const { t, language } = useText();
  const { api, cache } = useServer();
  const toasts = useToasts();
  const deletes = useDeletes();
  const query = useQuery({
    queryKey: ['deletion', channels.join(), from, to],
    queryFn: async ({ signal }) => unwrap(await api.planDeletion(channels, from, to, signal)),
    staleTime: 0,
    gcTime: 0,
  });
  const plan = query.data;
  const carryOut = async (): Promise<void> => {
    const answer = await api.deleteSpan(channels, from, to);
    if (answer.kind === 'success') toasts.say(resultText(answer.value, language, t));
    if (answer.kind === 'error') toasts.complain(t('exports.failed', { detail: problemText(new RequestFailed(answer.error), t) }));
    for (const queryKey of [['recordings'], ['timeline'], ['protections'], ['dates'], ['storage']])
      void cache.invalidateQueries({ queryKey });
  };
  const run = (): void => {
    const count = plan?.deleted ?? 0;
    deletes.schedule({
      id: `${channels.join()}/${from}/${to}`,
      hides: (channel, entry) => plan !== undefined && goes(channel, entry, plan),
      tell: (seconds) => (seconds === null ? t('exports.deleting', { count }) : t('exports.willBeDeleted', { count, seconds })),
      carryOut,
    });
    onDone();
  };
  return { plan, query, run };
}

/** What happened: how much is gone, what stays, and what is still at work. */
function resultText({ deleted, bytes, protected: kept, left }: SpanDeletedAnswer, language: string, t: Text): string {
  const parts: string[] = [t('exports.deleted', { count: deleted, size: sizeText(bytes, language) })];
  if (kept > 0) parts.push(t('exports.deletedKept', { count: kept }));
  if (left > 0) parts.push(t('exports.deletedLeft', { count: left }));
  return parts.join(' ');
}

/** Whether a recording of a channel is among those that go; what a list says of its begin is told to the second. */
function goes(channel: number, { datetime, live, protected: isProtected }: RecordingEntry, { channels }: SpanDeletedAnswer): boolean {
  const plan = channels.find((one) => one.channel === channel);
  if (!plan?.from || !plan.to || live || (isProtected && plan.protected > 0)) return false;
  const begin = Date.parse(datetime);
  return begin > Date.parse(plan.from) - 1_000 && begin < Date.parse(plan.to);
}
