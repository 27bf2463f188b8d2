import { useQuery } from '@tanstack/react-query';
import { Chart } from '../chart/chart.tsx';
import { chartWords } from '../chart/chart-words.ts';
import { useHealthApi } from '../client/use-health-api.ts';
import { sizeText } from '../text/size-text.ts';
import { useText } from '../text/text.ts';
import { Card } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { bitrateText } from './camera-words.ts';

/** This process and what the cameras send, minute by minute over the last day. */
export function ProcessCharts({ timeZone }: { timeZone: string }) {
  const { t, language } = useText();
  const history = useQuery(useHealthApi().history());
  const words = chartWords(t, language, timeZone);
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const { data } = history;
  return (
    <Card title={t('health.overTime')} className="mt-6">
      {history.isError && <Problem error={history.error} retry={() => void history.refetch()} />}
      {!data && !history.isError && <Skeleton className="h-52" />}
      {data && data.at.length < 2 && <p className="text-muted">{t('health.overTimeNone')}</p>}
      {data && data.at.length >= 2 && (
        <div className="grid gap-x-8 gap-y-6 lg:grid-cols-3">
          <Chart
            {...words}
            title={t('health.memory')}
            times={data.at}
            formatValue={(bytes) => sizeText(bytes, language)}
            series={[
              { label: t('health.memoryAll'), values: data.memoryBytes, color: 'recorded', isFilled: true },
              { label: t('health.heap'), values: data.heapBytes, color: 'event', isDashed: true },
            ]}
          />
          <Chart
            {...words}
            title={t('health.cpu')}
            times={data.at}
            formatValue={(percent) => `${number.format(percent)} %`}
            series={[{ label: t('health.cpuAll'), values: data.cpuPercent, color: 'accent', isFilled: true }]}
          />
          <Chart
            {...words}
            title={t('health.bitrate')}
            times={data.at}
            formatValue={(bps) => bitrateText(bps, language) ?? ''}
            series={[{ label: t('health.traffic'), values: data.bitrateBps, color: 'protected', isFilled: true }]}
          />
        </div>
      )}
    </Card>
  );
}
