import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import { useHealthApi } from '../client/use-health-api.ts';
import { useText } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { NoticeCard } from '../ui/notice-card.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Loading, Skeleton } from '../ui/skeleton.tsx';
import { eventDays } from './event-days.ts';
import { EventFilters, type Filters } from './event-filters.tsx';
import { kindsOf } from './event-kinds.ts';
import { EventDaySection } from './event-row.tsx';

interface EventsPageProps {
  readonly config: ConfigAnswer;
  readonly filters: Filters;
  readonly onFilters: (filters: Filters) => void;
}

/** What happened, newest first; new events appear by themselves. */
export function EventsPage({ config, filters, onFilters }: EventsPageProps) {
  const { t } = useText();
  const api = useHealthApi();
  const { channel, kind, text } = filters;
  const query = useInfiniteQuery({
    ...api.events({ channel, kinds: kindsOf(kind), text }),
    placeholderData: (before) => before, // no flicker while a word is typed
  });
  const days = query.data ? eventDays(query.data.pages, config.timeZone) : [];
  const isFiltered = channel !== null || kind !== '' || text !== '';
  return (
    <Page title={t('events.title')} isNarrow>
      <EventFilters filters={filters} config={config} onChange={onFilters} />
      {query.isError && <Problem error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && (
        <Loading>
          <Skeleton className="h-96" />
        </Loading>
      )}
      {query.data && days.length === 0 && (
        <Empty isFiltered={isFiltered} onClear={() => onFilters({ channel: null, kind: '', text: '' })} />
      )}
      {days.map((day) => (
        <EventDaySection key={day.date} day={day} config={config} />
      ))}
      {days.length > 0 && (
        <Older hasMore={query.hasNextPage} isLoading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
      )}
    </Page>
  );
}

function Empty({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const { t } = useText();
  if (!isFiltered) {
    return (
      <NoticeCard icon="events" title={t('events.none')}>
        {t('events.noneText')}
      </NoticeCard>
    );
  }
  return (
    <NoticeCard icon="search" title={t('events.nothingFound')} actions={<Button onClick={onClear}>{t('events.clear')}</Button>}>
      {t('events.nothingFoundText')}
    </NoticeCard>
  );
}

/** The next page comes when its button is nearly seen, or pressed. */
function Older({ hasMore, isLoading, onMore }: { hasMore: boolean; isLoading: boolean; onMore: () => void }) {
  const { t } = useText();
  const place = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  more.current = onMore;
  useEffect(() => {
    if (!hasMore || isLoading || !place.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && more.current(), { rootMargin: '400px' });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [hasMore, isLoading]);
  return (
    <div ref={place} className="flex justify-center py-4 text-muted">
      {hasMore ? (
        <Button disabled={isLoading} onClick={onMore}>
          {t(isLoading ? 'events.loadingOlder' : 'events.older')}
        </Button>
      ) : (
        t('events.end')
      )}
    </div>
  );
}
