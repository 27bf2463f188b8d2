import { describe, expect, test } from 'vitest';
import { formatSegmentName, parseSegmentPath } from './segment-name.ts';

const BERLIN = 'Europe/Berlin';

describe('formatSegmentName', () => {
  test.each([
    ['2026-11-22T09:15:00Z', BERLIN, 'ch1/2026-11-22/101500+0100'],
    ['2026-07-01T22:30:05Z', BERLIN, 'ch1/2026-07-02/003005+0200'],
    ['2026-07-01T22:30:05Z', 'UTC', 'ch1/2026-07-01/223005+0000'],
    ['2026-07-01T02:00:00Z', 'America/St_Johns', 'ch1/2026-06-30/233000-0230'],
    ['2026-07-01T02:00:00Z', 'Asia/Kathmandu', 'ch1/2026-07-01/074500+0545'],
    ['2026-07-01T12:00:00Z', 'Pacific/Kiritimati', 'ch1/2026-07-02/020000+1400'],
  ])('writes %s in %s as %s', (iso, zone, name) => {
    expect(formatSegmentName(1, Date.parse(iso), zone)).toBe(name);
  });

  test.each([BERLIN, 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca', 'America/St_Johns', 'UTC'])(
    'gives every quarter hour of a year in %s a name of its own that reads back to it',
    (zone) => {
      const names = new Set<string>();
      const start = Date.UTC(2026, 0, 1);
      const wrong: string[] = [];

      for (let at = start; at < start + 366 * 86_400_000; at += 900_000) {
        const name = `${formatSegmentName(7, at, zone)}.mkv`;
        names.add(name);
        const parsed = parseSegmentPath(name, 'Asia/Tokyo');
        if (parsed?.startedAt !== at || parsed.channel !== 7 || !name.includes(parsed.date)) wrong.push(name);
      }

      expect(wrong).toEqual([]);
      expect(names.size).toBe(366 * 96);
    },
  );
});

describe('parseSegmentPath', () => {
  test('reads our names whatever the zone is now', () => {
    expect(parseSegmentPath('ch12/2026-11-22/101500+0100.mp4', 'Asia/Tokyo')).toEqual({
      channel: 12,
      date: '2026-11-22',
      startedAt: Date.parse('2026-11-22T09:15:00Z'),
      container: 'mp4',
    });
  });

  test('reads a name that a clock set back made collide', () => {
    expect(parseSegmentPath('ch1/2026-11-22/101500+0100_2.mkv', BERLIN)?.startedAt).toBe(Date.parse('2026-11-22T09:15:00Z'));
  });

  test.each([
    ['ch3/2026-07-01/101500.mp4', 3, '2026-07-01', '2026-07-01T08:15:00Z', 'mp4'],
    ['ch3/2026-12-01/101500.mkv', 3, '2026-12-01', '2026-12-01T09:15:00Z', 'mkv'],
    ['ch3_20260701_101500.mkv', 3, '2026-07-01', '2026-07-01T08:15:00Z', 'mkv'],
    ['ch3/ch3_20260701_101500.mp4', 3, '2026-07-01', '2026-07-01T08:15:00Z', 'mp4'],
  ])('reads the older name %s with the zone', (path, channel, date, iso, container) => {
    expect(parseSegmentPath(path, BERLIN)).toEqual({ channel, date, startedAt: Date.parse(iso), container });
  });

  test.each([
    ['the doubled hour, read as the first', 'ch1/2026-10-25/023000.mp4', BERLIN, '2026-10-25T00:30:00Z'],
    ['the minute before it', 'ch1/2026-10-25/015959.mp4', BERLIN, '2026-10-24T23:59:59Z'],
    ['the minute after it', 'ch1/2026-10-25/030000.mp4', BERLIN, '2026-10-25T02:00:00Z'],
    ['the second before the skipped hour', 'ch1/2026-03-29/015959.mp4', BERLIN, '2026-03-29T00:59:59Z'],
    ['the skipped hour, as if not skipped', 'ch1/2026-03-29/023000.mp4', BERLIN, '2026-03-29T01:30:00Z'],
    ['the second after the skipped hour', 'ch1/2026-03-29/030000.mp4', BERLIN, '2026-03-29T01:00:00Z'],
    ['a half-hour change', 'ch1/2026-04-05/014500.mp4', 'Australia/Lord_Howe', '2026-04-04T14:45:00Z'],
    ['the day after the one Samoa left out', 'ch1/2011-12-31/000000.mp4', 'Pacific/Apia', '2011-12-30T10:00:00Z'],
    ['a doubled hour west of Greenwich', 'ch1/2026-11-01/013000.mp4', 'America/New_York', '2026-11-01T05:30:00Z'],
  ])('reads older names around a clock change: %s', (_, path, zone, iso) => {
    expect(new Date(parseSegmentPath(path, zone)?.startedAt ?? 0).toISOString()).toBe(iso.replace('Z', '.000Z'));
  });

  test.each([
    'ch0/2026-11-22/101500+0100.mkv',
    'ch01/2026-11-22/101500+0100.mkv',
    'ch10000/2026-11-22/101500+0100.mkv',
    'ch1/2026-02-30/101500+0100.mkv',
    'ch1/2026-11-22/241500+0100.mkv',
    'ch1/2026-11-22/106000+0100.mkv',
    'ch1/2026-11-22/101500+1699.mkv',
    'ch1/2026-11-22/101500_2.mkv',
    'ch1/2026-11-22/101500+0100.avi',
    'ch1/2026-11-22/101500+0100.mkv.tmp',
    'ch1/2026-11-22/101500+0100_.mkv',
    'ch1/2026-11-22/../2026-11-22/101500+0100.mkv',
    '/ch1/2026-11-22/101500+0100.mkv',
    'ch1/2026-11-22/101500+0100.mkv\n',
    'ch2/ch3_20260701_101500.mp4',
    'ch3_20260230_101500.mp4',
    'holiday.mp4',
    '.nvr-volume',
    '',
  ])('refuses %j', (path) => {
    expect(parseSegmentPath(path, BERLIN)).toBeNull();
  });
});
