import { useQuery } from '@tanstack/react-query';
import { type Answer, unwrap } from '../client/answer.ts';
import type { Api } from '../client/api.ts';
import { useConfig, useServer } from '../client/server.tsx';
import { useDeletes } from '../deletion/deletes-context.tsx';
import { useText } from '../text/text.ts';
import { addDays, localTimeAt } from '../time/site-time.ts';
import type { Span } from '../time/span.ts';
import { useToasts } from '../ui/toasts.tsx';
import { type Deletion, deletionOf } from './deletion.ts';

/** The plan to delete a span, and the way to have it carried out, which can be undone for a while. */
export function useDeletion(channels: readonly number[], selection: Span, onDone: () => void) {
  const { t } = useText();
  const { api, cache } = useServer();
  const { timeZone } = useConfig();
  const toasts = useToasts();
  const deletes = useDeletes();
  const query = useQuery({
    queryKey: ['deletion', channels.join(), selection.from, selection.to],
    queryFn: ({ signal }) => plansFor({ api, channels, selection, timeZone, signal }),
    staleTime: 0,
    gcTime: 0,
  });
  const plans = query.data ?? [];
  const paths = plans.flatMap((plan) => plan.paths);
  const carryOut = async (tellDone: (done: number) => void): Promise<void> => {
    const { done, detail } = await carryOutAll(plans, api, tellDone);
    if (done === paths.length) toasts.say(t('exports.deleted', { count: done }));
    else toasts.complain(t('exports.deletedSome', { done, count: paths.length, detail }));
    for (const queryKey of [['recordings'], ['timeline'], ['protections'], ['dates'], ['storage']])
      void cache.invalidateQueries({ queryKey });
  };
  const run = (): void => {
    deletes.schedule({
      id: `${channels.join()}/${selection.from}/${selection.to}`,
      paths,
      tell: ({ seconds, done }) =>
        done === null ? t('exports.willBeDeleted', { count: paths.length, seconds }) : t('exports.deleting', { done, count: paths.length }),
      carryOut,
    });
    onDone();
  };
  return { plans: query.data, query, run };
}

/** @returns how many recordings are gone, and why the others are not */
async function carryOutAll(
  plans: readonly Deletion[],
  api: Api,
  tellDone: (done: number) => void,
): Promise<{ readonly done: number; readonly detail: string }> {
  let done = 0;
  let detail = '';
  for (const plan of plans) {
    for await (const answer of stepsOf(plan, api)) {
      if (answer.kind === 'success') tellDone(++done);
      else if (answer.kind === 'error') detail = answer.error.detail;
    }
  }
  return { done, detail };
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
