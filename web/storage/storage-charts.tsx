import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { StorageHistoryAnswer } from '#shared/storage.ts';
import { Chart } from '../chart/chart.tsx';
import { chartWords } from '../chart/chart-words.ts';
import { useHealthApi } from '../client/use-health-api.ts';
import { sizeText } from '../text/size-text.ts';
import { useText } from '../text/text.ts';
import { Choice } from '../ui/choice.tsx';
import { Card } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { RemovedTable } from './removed-table.tsx';

const SPANS = ['7', '30', '365'] as const;
type Span = (typeof SPANS)[number];
/** A limit far above everything would press the line to the ground. */
const LIMIT_IN_SIGHT = 0.3;

/** How storage filled over time, and what cleanup took out of it. */
export function StorageCharts({ timeZone, maxBytes }: { timeZone: string; maxBytes: number }) {
  const { t } = useText();
  const [span, setSpan] = useState<Span>('7');
  const history = useQuery({ ...useHealthApi().storageHistory(Number(span)), placeholderData: (before) => before });
  return (
    <>
      <Card className="mt-4">
        <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
          <h2 className="text-base font-semibold">{t('storage.overTime')}</h2>
          <Choice
            label={t('storage.span')}
            value={span}
            onChange={setSpan}
            options={SPANS.map((value) => ({ value, label: t(`storage.days${value}`) }))}
          />
        </div>
        {history.isError && <Problem error={history.error} retry={() => void history.refetch()} />}
        {history.isPending && <Skeleton className="h-52" />}
        {history.data && <Charts history={history.data} timeZone={timeZone} maxBytes={maxBytes} />}
      </Card>
      {history.data && (
        <Card title={t('storage.removed')} className="mt-4">
          <RemovedTable history={history.data} timeZone={timeZone} />
        </Card>
      )}
    </>
  );
}

function Charts({ history, timeZone, maxBytes }: { history: StorageHistoryAnswer; timeZone: string; maxBytes: number }) {
  const { t, language } = useText();
  const known = history.spans.filter(({ usedBytes, freeBytes }) => usedBytes !== null || freeBytes !== null);
  if (known.length < 2) return <p className="text-muted">{t('storage.chartNone')}</p>;
  const times = known.map(({ at }) => Date.parse(at));
  const used = known.map(({ usedBytes }) => usedBytes);
  const isLimitNear = Math.max(...used.map((bytes) => bytes ?? 0)) > maxBytes * LIMIT_IN_SIGHT;
  const words = { ...chartWords(t, language, timeZone), times, formatValue: (bytes: number) => sizeText(bytes, language) };
  return (
    <div className="grid gap-x-8 gap-y-6 md:grid-cols-2">
      <Chart
        {...words}
        title={t('storage.used')}
        series={[
          { label: t('storage.used'), values: used, color: 'recorded', isFilled: true },
          ...(isLimitNear
            ? [{ label: t('storage.limit'), values: known.map(() => maxBytes), color: 'danger' as const, isDashed: true }]
            : []),
        ]}
      />
      <Chart
        {...words}
        title={t('storage.freeOver')}
        series={[{ label: t('storage.freeOver'), values: known.map(({ freeBytes }) => freeBytes), color: 'accent', isFilled: true }]}
      />
    </div>
  );
}
