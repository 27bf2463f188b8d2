import { expect, test } from 'vitest';
import { beginText, rowAt, segmentRows } from './segment-row.ts';

function entry(startS: number, seconds: number, live = false) {
  return {
    name: `ch1/2026-11-22/${startS}.mp4`,
    startTime: '00:00:00',
    datetime: new Date(startS * 1000).toISOString(),
    size: '1 MB',
    sizeBytes: 1,
    duration: seconds,
    live,
    protected: false,
    problem: null,
    unplayable: null,
    misdated: null,
  };
}

test('a moment belongs to the recording that covers it, or that still grows', () => {
  const rows = segmentRows([entry(110, 10), entry(100, 10.04), entry(200, 10, true)]);

  expect(rows.map(({ from }) => from)).toEqual([100_000, 110_000, 200_000]);
  expect([50, 100, 109.99, 110.01, 150, 205, 300].map((second) => rowAt(rows, second * 1000))).toEqual([-1, 0, 0, 1, -1, 2, 2]);
});

test('two recordings of the hour that comes twice have two names', () => {
  const begins = ['2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00', '2026-10-25T03:00:00+01:00'];
  const entries = begins.map((datetime) => ({ ...entry(0, 1), datetime, startTime: datetime.slice(11, 19) }));

  expect(entries.map((one) => beginText(one, 'Europe/Berlin', 'en'))).toEqual(['02:30:00 (1st)', '02:30:00 (2nd)', '03:00:00']);
});
