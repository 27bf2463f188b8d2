import { useEffect, useRef, useState } from 'react';
import type UPlot from 'uplot';
import { watchTheme } from '../ui/canvas-look.ts';
import { useSize } from '../ui/use-size.ts';
import { extremesOf, tableRows } from './chart-table.ts';
import type { ChartColor, ChartSeries } from './plot.ts';

/** The words of a chart. */
export interface ChartTexts {
  readonly summary: (title: string, figures: { readonly last: string; readonly lowest: string; readonly highest: string }) => string;
  readonly asTable: string;
  readonly time: string;
}

interface ChartProps {
  readonly title: string;
  /** Epoch ms, rising. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly formatValue: (value: number) => string;
  /** `isLong`: the chart shows days, not hours. */
  readonly formatTime: (time: number, isLong: boolean) => string;
  /** For the table and the point under the pointer. */
  readonly formatMoment: (time: number) => string;
  readonly texts: ChartTexts;
  readonly height?: number;
}

/** Lines over time; the same as a table for who does not see them. Its drawing code comes when it is first shown. */
export function Chart(props: ChartProps) {
  const { title, times, series, formatValue, formatMoment, texts, height = 180 } = props;
  const [point, setPoint] = useState<number | null>(null);
  const shown = point !== null && point < times.length ? point : null;
  const time = shown === null ? undefined : times[shown];
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 text-xs text-muted">
        <div className="flex items-baseline justify-between gap-4">
          <span className="text-sm font-medium text-ink">{title}</span>
          <span aria-hidden="true">{time !== undefined && formatMoment(time)}</span>
        </div>
        <div className="flex min-h-5 flex-wrap gap-x-4">
          {series.map(({ label, color, values, isDashed }) => {
            const value = shown === null ? values.findLast((known) => known !== null) : values[shown];
            return (
              <span key={label} className="flex items-center gap-1.5">
                <Swatch color={color} isDashed={isDashed} />
                {label} <span className="font-medium text-ink">{value === null || value === undefined ? '–' : formatValue(value)}</span>
              </span>
            );
          })}
        </div>
      </figcaption>
      <Drawing {...props} height={height} onPoint={setPoint} label={summaryOf(props)} />
      <details className="mt-1 text-xs">
        <summary className="inline-flex min-h-6 items-center text-muted touch:min-h-12">{texts.asTable}</summary>
        <table className="mt-1 w-full text-left">
          <thead className="text-muted">
            <tr>
              <th className="py-1 pr-4 font-normal">{texts.time}</th>
              {series.map(({ label }) => (
                <th key={label} className="py-1 pr-4 font-normal">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tableRows(times.length).map((index) => (
              <tr key={times[index]} className="border-t border-line">
                <th scope="row" className="py-1 pr-4 font-normal">
                  {formatMoment(times[index] ?? 0)}
                </th>
                {series.map(({ label, values }) => {
                  const value = values[index] ?? null;
                  return (
                    <td key={label} className="py-1 pr-4">
                      {value === null ? '–' : formatValue(value)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

const SWATCHES: Record<ChartColor, string> = {
  recorded: 'border-recorded',
  event: 'border-event',
  protected: 'border-protected',
  accent: 'border-accent',
  muted: 'border-muted',
  danger: 'border-danger',
};

function Swatch({ color, isDashed = false }: { color: ChartColor; isDashed?: boolean }) {
  return <span aria-hidden="true" className={`inline-block w-4 border-t-2 ${isDashed ? 'border-dashed' : ''} ${SWATCHES[color]}`} />;
}

interface DrawingProps extends ChartProps {
  readonly height: number;
  readonly label: string;
  readonly onPoint: (index: number | null) => void;
}

function Drawing({ times, series, formatValue, formatTime, height, label, onPoint }: DrawingProps) {
  const [box, size] = useSize<HTMLDivElement>();
  const plot = useRef<UPlot | null>(null);
  const [theme, setTheme] = useState(0);
  useEffect(() => watchTheme(() => setTheme((count) => count + 1)), []);
  const width = size?.width ?? 0;
  const latest = useRef({ times, series, formatValue, formatTime, onPoint, width });
  latest.current = { times, series, formatValue, formatTime, onPoint, width };
  const look = `${theme} ${series.map(({ label: name, color }) => `${name} ${color}`).join()} ${times.length > 0}`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew only when it looks different; figures and width are changed below
  useEffect(() => {
    let isGone = false;
    void import('./plot.ts').then(({ drawPlot }) => {
      if (isGone || !box.current || latest.current.width === 0) return;
      plot.current = drawPlot(box.current, { ...latest.current, height, onPoint: (index) => latest.current.onPoint(index) });
    });
    return () => {
      isGone = true;
      plot.current?.destroy();
      plot.current = null;
    };
  }, [look, height, width > 0]);
  useEffect(() => {
    void import('./plot.ts').then(({ plotData }) => plot.current?.setData(plotData(times, series)));
  }, [times, series]);
  useEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height });
  }, [width, height]);
  return <div ref={box} role="img" aria-label={label} style={{ height }} className="w-full overflow-hidden" />;
}

function summaryOf({ title, series, formatValue, texts }: ChartProps): string {
  const extremes = extremesOf(series[0]?.values ?? []);
  if (!extremes) return title;
  const { last, lowest, highest } = extremes;
  return texts.summary(title, { last: formatValue(last), lowest: formatValue(lowest), highest: formatValue(highest) });
}
