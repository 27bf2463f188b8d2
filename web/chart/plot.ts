import 'uplot/dist/uPlot.min.css';
import UPlot from 'uplot';
import { fontFamily, resolvedColor } from '../ui/canvas-look.ts';

/** Colours that lines of a chart may have. */
export type ChartColor = 'recorded' | 'event' | 'protected' | 'accent' | 'muted' | 'danger';

/** A line of a chart; null: nothing is known there. */
export interface ChartSeries {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly color: ChartColor;
  readonly isFilled?: boolean;
  readonly isDashed?: boolean;
}

interface PlotOptions {
  readonly width: number;
  readonly height: number;
  /** Epoch ms, rising. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly formatValue: (value: number) => string;
  readonly formatTime: (time: number, isLong: boolean) => string;
  /** The pointer stands at this point; null: it has left. */
  readonly onPoint: (index: number | null) => void;
}

const LONG_MS = 36 * 3_600_000;

/** Draws lines over time into an element, in the colours of the theme. */
export function drawPlot(element: HTMLElement, options: PlotOptions): UPlot {
  const { width, height, times, series, formatValue, formatTime, onPoint } = options;
  const isLong = (times.at(-1) ?? 0) - (times[0] ?? 0) > LONG_MS;
  const axis = {
    stroke: resolvedColor('muted'),
    font: `12px ${fontFamily()}`,
    grid: { stroke: resolvedColor('line'), width: 1 },
    ticks: { show: false },
  };
  return new UPlot(
    {
      width,
      height,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { size: 7 } },
      padding: [8, 8, 0, 0],
      scales: { y: { range: (_, lowest, highest) => [Math.min(0, lowest), Math.max(highest * 1.1, Number.MIN_VALUE)] } },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 26,
          gap: 4,
          space: 72,
          values: (_, splits) => splits.map((at) => formatTime(at * 1000, isLong)),
        },
        { ...axis, size: 76, space: 32, values: (_, splits) => splits.map((value) => formatValue(value)) },
      ],
      series: [{}, ...series.map(lineOf)],
      hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
    },
    plotData(times, series),
    element,
  );
}

/** In the shape the drawing wants: seconds, then each line. */
export function plotData(times: readonly number[], series: readonly ChartSeries[]): UPlot.AlignedData {
  return [times.map((time) => time / 1000), ...series.map(({ values }) => [...values])];
}

function lineOf({ label, color, isFilled = false, isDashed = false }: ChartSeries): UPlot.Series {
  return {
    label,
    stroke: resolvedColor(color),
    width: 1.5,
    points: { show: false },
    spanGaps: false,
    ...(isFilled && { fill: resolvedColor(color, 0.15) }),
    ...(isDashed && { dash: [6, 4] }),
  };
}
