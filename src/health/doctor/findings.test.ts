import { describe, expect, test } from 'vitest';
import { TroubleReason } from '#shared/channel.ts';
import { Finding } from '#shared/health.ts';
import type { Drift } from '../clock-drift.ts';
import { findingsOfLook, worstOf } from './findings.ts';
import type { StreamLook } from './stream-look.ts';
import { findingsOfTrouble } from './trouble-findings.ts';

const GOP = { averageMs: 2_000, shortestMs: 2_000, longestMs: 2_000 };
const GOOD: StreamLook = {
  videoCodec: 'h264',
  profile: 'High',
  width: 1920,
  height: 1080,
  audioCodec: 'aac',
  declaredRate: 20,
  measuredRate: 20,
  hasBFrames: false,
  gop: GOP,
  seconds: 4,
};

function findings(
  look: Partial<StreamLook> = {},
  gop = GOP as typeof GOP | null,
  hasPicture = true,
  drift: Drift | null = { share: 0.0002, overMs: 3_600_000 },
  rate: number | null = null,
): Finding[] {
  return findingsOfLook({ ...GOOD, ...look }, { gop, drift, rate, isByUdp: false }, hasPicture);
}

function codes(...args: Parameters<typeof findings>): string[] {
  return findings(...args)
    .filter(({ verdict }) => verdict !== 'good')
    .map(({ code }) => code);
}

describe('a stream', () => {
  test('of which a look saw too few pictures to count is measured by its recording', () => {
    const few = { declaredRate: null, measuredRate: null };

    expect(codes(few)).toEqual(['rate_unknown']);
    expect(codes(few, GOP, true, undefined, 0.1)).toEqual([]);
  });

  test('that is as it should be has only good findings, of every topic', () => {
    expect([worstOf(findings()), findings().map(({ topic }) => topic)]).toEqual([
      'good',
      ['reachable', 'password', 'video_codec', 'gop', 'frame_order', 'smart_codec', 'audio', 'frame_rate', 'picture', 'clock'],
    ]);
  });

  test.each<[string, Partial<StreamLook>]>([
    ['codec_h265', { videoCodec: 'hevc' }],
    ['codec_other', { videoCodec: 'mpeg4' }],
    ['gop_long', { gop: { ...GOP, averageMs: 4_000 } }],
    ['gop_very_long', { gop: { ...GOP, averageMs: 10_000 } }],
    ['gop_short', { gop: { ...GOP, averageMs: 200 } }],
    ['b_frames', { hasBFrames: true }],
    ['audio_none', { audioCodec: null }],
    ['audio_other', { audioCodec: 'adpcm_g726' }],
    ['rate_low', { measuredRate: 12 }],
    ['rate_unknown', { measuredRate: null }],
  ])('is told %s with an advice', (code, look) => {
    const told = findings(look).filter(({ verdict }) => verdict !== 'good');

    expect(told.map((finding) => finding.code)).toEqual([code]);
    expect(told[0]?.advice).toMatch(/\.$/);
  });

  test('without a second keyframe is judged by its recordings, and warned of where there are none', () => {
    expect([codes({ gop: null }), codes({ gop: null }, null)]).toEqual([[], ['gop_unseen']]);
  });

  test('whose keyframes keep no distance has a smart codec', () => {
    expect(codes({}, { averageMs: 4_500, shortestMs: 1_000, longestMs: 9_900 })).toEqual(['smart_codec_on']);
  });

  test.each([
    [0.003, 'clock_fast', 'note', 'The camera’s clock runs 0.3 % fast, 11 seconds an hour.'],
    [-0.0214, 'clock_slow', 'warning', 'The camera’s clock runs 2.1 % slow, 77 seconds an hour.'],
    [0.0009, 'clock_steady', 'good', expect.stringMatching(/keeps pace/)],
  ])('whose clock runs by %d is told %s', (share, code, verdict, text) => {
    const told = findings({}, GOP, true, { share, overMs: 3_600_000 }).at(-1);

    expect(told).toMatchObject({ topic: 'clock', code, verdict, text });
    expect(told?.advice === null).toBe(verdict === 'good');
  });

  test('whose clock is not measured yet is told so, with when to come again', () => {
    const told = findings({}, GOP, true, null).at(-1);

    expect(told).toMatchObject({ code: 'clock_unmeasured', verdict: 'note', advice: expect.stringMatching(/twenty minutes/) });
  });

  test('without a picture is bad', () => {
    expect(worstOf(findings({}, GOP, false))).toBe('bad');
  });
});

test.each(TroubleReason.options)('trouble %s is told in words with an advice, and none of them is good', (reason) => {
  const told = findingsOfTrouble(reason, 'The camera does not answer');

  expect(told.map((finding) => Finding.parse(finding))).toEqual(told);
  expect([worstOf(told), told.at(-1)?.advice]).toEqual(['bad', expect.any(String)]);
});
