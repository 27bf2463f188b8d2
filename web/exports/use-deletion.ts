import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Answer, unwrap } from '../client/answer.ts';
import type { Api } from '../client/api.ts';
import { useConfig, useServer } from '../client/server.tsx';
import { useText } from '../text/text.ts';
import { addDays, localTimeAt } from '../timeline/site-time.ts';
import { useToasts } from '../ui/toasts.tsx';
import { type Deletion, deletionOf, type Span } from './deletion.ts';

/** The plan to delete a span, and what carries it out. */
export function useDeletion(channels: readonly number[], selection: Span, onDone: () => void) {
  const { t } = useText();
  const { api, cache } = useServer();
  const { timeZone } = useConfig();
  const toasts = useToasts();
  const [done, setDone] = useState<number | null>(null);
  const query = useQuery({
    queryKey: ['deletion', channels.join(), selection.from, selection.to],
    queryFn: ({ signal }) => plansFor({ api, channels, selection, timeZone, signal }),
    staleTime: 0,
    gcTime: 0,
  });
  const plans = query.data;
  const carryOut = async (): Promise<void> => {
    if (!plans) return;
    const count = plans.reduce((sum, { paths }) => sum + paths.length, 0);
    let deleted = 0;
    let detail = '';
    setDone(0);
    for (const plan of plans) {
      for await (const answer of stepsOf(plan, api)) {
        if (answer.kind === 'success') setDone(++deleted);
        else if (answer.kind === 'error') detail = answer.error.detail;
      }
    }
    for (const queryKey of [['recordings'], ['timeline'], ['protections'], ['dates'], ['storage']])
      void cache.invalidateQueries({ queryKey });
    if (deleted === count) toasts.say(t('exports.deleted', { count }));
    else toasts.complain(t('exports.deletedSome', { done: deleted, count, detail }));
    onDone();
  };
  return { plans, query, done, run: () => void carryOut() };
}

/** Protections first: what of them goes on is protected anew before they end, so that nothing is bare for a moment. */
async function* stepsOf({ channel, protections, paths }: Deletion, api: Api): AsyncGenerator<Answer<unknown>> {
  for (const { id, note, rest } of protections) {
    for (const { from, to } of rest) {
      const kept = await api.protect({ channel, note, from: new Date(from).toISOString(), to: new Date(to).toISOString() });
      if (kept.kind !== 'success') {
        yield kept;
        return;
      }
    }
    await api.unprotect(id);
  }
  for (const path of paths) yield await api.deleteRecording(path);
}

interface PlanQuery {
  readonly api: Api;
  readonly channels: readonly number[];
  readonly selection: Span;
  readonly timeZone: string;
  readonly signal: AbortSignal;
}

async function plansFor({ api, channels, selection, timeZone, signal }: PlanQuery): Promise<readonly Deletion[]> {
  const { protections } = unwrap(await api.protections(signal));
  const plans: Deletion[] = [];
  for (const channel of channels) {
    const listed = [];
    for (const date of datesOf(selection, timeZone)) listed.push(...unwrap(await api.recordings(channel, date, signal)).recordings);
    const plan = deletionOf(channel, selection, listed, protections);
    if (plan) plans.push(plan);
  }
  return plans;
}

/** The days on which its recordings may have begun: also the day before, whose last one may reach into it. */
function datesOf({ from, to }: Span, timeZone: string): string[] {
  const last = localTimeAt(to, timeZone).date;
  const dates = [addDays(localTimeAt(from, timeZone).date, -1)];
  for (let date = addDays(dates[0] ?? last, 1); date <= last; date = addDays(date, 1)) dates.push(date);
  return dates;
}
