import { expect, test } from 'vitest';
import type { Piece } from './playlist.ts';
import { isPart, transcodedPlaylist } from './transcoded-playlist.ts';

const SHA = 'a'.repeat(64);
const gop = (at: number) => ({
  offset: 1000 + at * 500,
  bytes: 500,
  duration: 2000,
  atMs: at * 2000,
  endMs: at * 2000 + 2000,
  restBytes: 0,
});

function piece(gops: number, more: Partial<Piece> = {}): Piece {
  const entries = Array.from({ length: gops }, (_, at) => gop(at));
  const url = '/recordings/ch1/2026-11-22/101500+0100.mp4';
  return { url, initUrl: `/api/playback/init/${SHA}.mp4`, startedAt: Date.UTC(2026, 10, 22, 9, 15), timescale: 1000, entries, ...more };
}

const durations = (text: string): number[] => [...text.matchAll(/^#EXTINF:([\d.]+)/gm)].map(([, seconds]) => Number(seconds));

test('GOPs are joined into parts of four seconds, with the exact durations of the original', () => {
  const text = transcodedPlaylist(1, [piece(5)], true);

  expect(durations(text)).toEqual([4, 4, 2]);
  expect(text).toContain('#EXT-X-PROGRAM-DATE-TIME:2026-11-22T09:15:00.000Z');
  expect(text).toContain(`/api/channel/1/transcoded.m4s?of=ch1%2F2026-11-22%2F101500%2B0100.mp4&init=${SHA}&offset=2000&bytes=1000\n`);
  expect(text.trimEnd().endsWith('#EXT-X-ENDLIST')).toBe(true);
});

test('a part that may still grow is left out until it does not', () => {
  const grown = durations(transcodedPlaylist(1, [piece(5)], false));
  const more = durations(transcodedPlaylist(1, [piece(6)], false));
  const over = durations(transcodedPlaylist(1, [piece(7), piece(2)], false));

  expect([grown, more, over]).toEqual([
    [4, 4],
    [4, 4, 4],
    [4, 4, 4, 2, 4],
  ]);
});

test('each file has its own init segment and discontinuity, and a copy keeps its token', () => {
  const text = transcodedPlaylist(2, [piece(2), piece(2, { url: '/recordings/ch2/2026-11-22/102500+0100.mp4?copy=abc' })], true);

  expect(text.match(/#EXT-X-DISCONTINUITY/g)).toHaveLength(1);
  expect(text.match(/#EXT-X-MAP:URI="\/api\/channel\/2\/transcoded\.mp4\?[^"]+"/g)).toHaveLength(2);
  expect(text).toContain('&copy=abc&');
});

test('a part is whole groups of pictures, four seconds of them and the one that goes beyond', () => {
  const fragments = Array.from({ length: 10 }, (_, at) => ({ offset: 1000 + at * 500, bytes: 500, duration: 2000, keyframeBytes: 100 }));
  const index = { timescale: 1000, fragments };

  const [two, one, later] = [
    isPart(index, { offset: 1000, bytes: 1000 }),
    isPart(index, { offset: 1000, bytes: 500 }),
    isPart(index, { offset: 2500, bytes: 1000 }),
  ];
  const [three, cut, beyond, all] = [1500, 999, 6000, 5000].map((bytes) => isPart(index, { offset: 1000, bytes }));

  expect([two, one, later]).toEqual([true, true, true]);
  expect([three, cut, beyond, all, isPart(index, { offset: 1001, bytes: 999 })]).toEqual([false, false, false, false, false]);
});

test('what a playlist names is a part', () => {
  const { entries, timescale } = piece(7);
  const fragments = entries.map(({ offset, bytes, duration }) => ({ offset, bytes, duration, keyframeBytes: 100 }));
  const named = [...transcodedPlaylist(1, [piece(7)], true).matchAll(/offset=(\d+)&bytes=(\d+)/g)];

  expect(named.length).toBeGreaterThan(3);
  for (const [, offset, bytes] of named)
    expect(isPart({ timescale, fragments }, { offset: Number(offset), bytes: Number(bytes) })).toBe(true);
});
