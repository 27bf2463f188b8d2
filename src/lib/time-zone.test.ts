import { expect, test } from 'vitest';
import { hourText, isDoubled } from './time-zone.ts';

test.each([
  ['Europe/Berlin', '2026-10-24T23:59:59Z', false],
  ['Europe/Berlin', '2026-10-25T00:00:00Z', true],
  ['Europe/Berlin', '2026-10-25T01:59:59Z', true],
  ['Europe/Berlin', '2026-10-25T02:00:00Z', false],
  ['Europe/Berlin', '2026-03-29T01:30:00Z', false],
  ['America/New_York', '2026-11-01T05:30:00Z', true],
  ['Australia/Lord_Howe', '2026-04-04T14:29:00Z', false],
  ['Australia/Lord_Howe', '2026-04-04T14:45:00Z', true],
  ['Australia/Lord_Howe', '2026-04-04T15:15:00Z', true],
  ['UTC', '2026-10-25T00:30:00Z', false],
])('in %s the hour of %s comes twice: %s', (zone, iso, isTwice) => {
  expect(isDoubled(Date.parse(iso), zone)).toBe(isTwice);
});

test('of the hour that comes twice the offset is told, and of no other', () => {
  const told = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25T02:30:00Z'].map((iso) =>
    hourText(Date.parse(iso), 'Europe/Berlin'),
  );

  expect(told).toEqual(['02:30 +02:00', '02:30 +01:00', '03:30']);
});
