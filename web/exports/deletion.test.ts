import { expect, test } from 'vitest';
import type { Protection } from '#shared/protections.ts';
import type { RecordingEntry } from '#shared/recordings.ts';
import { deletionOf } from './deletion.ts';

const TEN = Date.UTC(2026, 10, 22, 10);
const minute = (minutes: number): number => TEN + minutes * 60_000;
const iso = (minutes: number): string => new Date(minute(minutes)).toISOString();

function recording(minutes: number, more: Partial<RecordingEntry> = {}): RecordingEntry {
  const times = { startTime: '', datetime: iso(minutes), duration: 600, unplayable: null, misdated: null };
  return { name: `ch1/${minutes}`, size: '', sizeBytes: 100, live: false, protected: false, problem: null, ...times, ...more };
}

function protection(id: number, from: number, to: number, channel = 1): Protection {
  return { id, channel, from: iso(from), to: iso(to), note: 'why', by: 'anna', mayChange: true, sizeBytes: null };
}

const RECORDINGS = [recording(0), recording(10), recording(20), recording(30, { live: true })];

test('whole recordings go, from the first that is touched to the last', () => {
  const plan = deletionOf(1, { from: minute(5), to: minute(15) }, RECORDINGS, []);

  expect(plan).toMatchObject({
    paths: ['ch1/0', 'ch1/10'],
    span: { from: minute(0), to: minute(20) },
    sizeBytes: 200,
    leavesRunning: false,
  });
});

test('a span that ends where a recording begins does not touch it', () => {
  expect(deletionOf(1, { from: minute(10), to: minute(20) }, RECORDINGS, [])?.paths).toEqual(['ch1/10']);
});

test('what is being written stays, and where there is nothing else, nothing is planned', () => {
  expect(deletionOf(1, { from: minute(25), to: minute(35) }, RECORDINGS, [])).toMatchObject({ paths: ['ch1/20'], leavesRunning: true });
  expect(deletionOf(1, { from: minute(31), to: minute(35) }, RECORDINGS, [])).toBeNull();
});

test('a protection ends only where it is deleted, and others are not touched', () => {
  const all = [protection(1, -5, 12), protection(2, 12, 60), protection(3, 40, 50), protection(4, 0, 20, 2)];

  const plan = deletionOf(1, { from: minute(11), to: minute(12) }, RECORDINGS, all);

  expect(plan?.protections).toEqual([
    { id: 1, note: 'why', rest: [{ from: minute(-5), to: minute(10) }] },
    { id: 2, note: 'why', rest: [{ from: minute(20), to: minute(60) }] },
  ]);
});

test('what somebody else protects stays, and is told', () => {
  const foreign = { ...protection(1, 12, 13), by: 'bert', mayChange: false };

  expect(deletionOf(1, { from: minute(5), to: minute(15) }, RECORDINGS, [foreign])).toMatchObject({
    paths: ['ch1/0'],
    span: { from: minute(0), to: minute(10) },
    protections: [],
    keptBy: ['bert'],
  });
  expect(deletionOf(1, { from: minute(12), to: minute(13) }, RECORDINGS, [foreign])).toMatchObject({ paths: [], keptBy: ['bert'] });
});
